package io.durability.fs;

import io.durability.errors.DurabilityException;
import io.durability.storage.Directory;
import io.durability.testkit.Effort;
import io.durability.testkit.LogFaultTest;
import io.durability.testkit.host.Folders;
import io.durability.testkit.host.TempDirInMemory;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Some of the operations of a log on a local disk fail, in each way. */
final class FsLogFaultTest extends LogFaultTest {

  private static final int STEP = 31;

  @TempDir(factory = TempDirInMemory.class)
  Path base;

  private Path root = Path.of("");
  private int places;

  @Override
  protected void prepare() {
    root = base.resolve("place-" + ++places);
  }

  @Override
  protected Directory open() throws DurabilityException {
    return FsDirectory.open(root);
  }

  @Override
  protected void dispose() throws IOException {
    Folders.remove(root);
  }

  @Override
  protected int step() {
    return Effort.isFull() ? 1 : STEP;
  }
}
