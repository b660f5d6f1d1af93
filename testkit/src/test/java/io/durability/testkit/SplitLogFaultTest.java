package io.durability.testkit;

import io.durability.storage.Directory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Every operation on either of two stores fails: of a log in memory, or of its checkpoints. */
class SplitLogFaultTest extends LogFaultTest {

  private static final Map<String, Integer> FAULTS = new ConcurrentHashMap<>();

  private final SplitPlace place = new SplitPlace("split-faults");

  @Override
  protected void prepare() {
    place.clear();
  }

  @Override
  protected Directory open() {
    return place.open();
  }

  @Override
  protected void dispose() {
    place.drop();
  }

  @Override
  protected int step() {
    return Effort.isFull() ? 1 : 13;
  }

  /** Adds up what the tests of a class tell. */
  @Override
  protected void ran(int count) throws IOException {
    String name = getClass().getSimpleName();
    int faults = FAULTS.merge(name, count, Integer::sum);
    Path folder = Path.of("target", "figures");
    Files.createDirectories(folder);
    Files.writeString(
        folder.resolve("two-stores-" + name + ".txt"), String.format(Locale.ROOT, "%d%n", faults));
  }
}
