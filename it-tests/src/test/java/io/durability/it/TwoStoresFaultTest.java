package io.durability.it;

import io.durability.storage.Directory;
import io.durability.storage.SplitDirectory;
import io.durability.testkit.LogFaultTest;
import io.durability.testkit.host.TempDirInMemory;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every so many operations on either of two stores fail: of a log here, of its checkpoints there.
 */
abstract class TwoStoresFaultTest extends LogFaultTest {

  private final String name;
  private final int usualStep;
  private final int fullStep;

  @TempDir(factory = TempDirInMemory.class)
  Path base;

  private int places;

  /** Where the log of a run is. */
  Path place = Path.of("");

  TwoStoresFaultTest(String name, int usualStep, int fullStep) {
    this.name = name;
    this.usualStep = usualStep;
    this.fullStep = fullStep;
  }

  abstract Directory openLog() throws Exception;

  abstract Directory openCheckpoints() throws Exception;

  @Override
  protected void prepare() {
    place = base.resolve("place-" + ++places);
  }

  @Override
  protected final Directory open() throws Exception {
    return SplitDirectory.of(openLog(), openCheckpoints());
  }

  @Override
  protected final int step() {
    return Counts.of(usualStep, fullStep);
  }

  @Override
  protected final void ran(int count) throws IOException {
    Counts.add("two-stores-" + name, count);
  }
}
