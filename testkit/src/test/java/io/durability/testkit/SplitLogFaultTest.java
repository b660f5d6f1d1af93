package io.durability.testkit;

import io.durability.objectstore.ObjectStoreDirectory;
import io.durability.storage.Directory;
import io.durability.storage.MemoryDirectory;
import io.durability.storage.SplitDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Every operation on either of two stores fails: of a log in memory, or of its checkpoints. */
class SplitLogFaultTest extends LogFaultTest {

  private static final String PLACE = "split-faults";
  private static final Map<String, Integer> FAULTS = new ConcurrentHashMap<>();

  private MemoryObjectStore checkpoints = new MemoryObjectStore();

  @Override
  protected void prepare() {
    MemoryDirectory.drop(PLACE);
    checkpoints = new MemoryObjectStore();
  }

  @Override
  protected Directory open() {
    checkpoints = checkpoints.another();
    return SplitDirectory.of(MemoryDirectory.named(PLACE), new ObjectStoreDirectory(checkpoints));
  }

  @Override
  protected void dispose() {
    MemoryDirectory.drop(PLACE);
  }

  @Override
  protected int step() {
    return "true".equals(System.getenv("DURABILITY_FULL")) ? 1 : 13;
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
