package io.durability.testkit;

import io.durability.storage.Directory;
import io.durability.storage.MemoryDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Every operation of a log in memory fails once. */
final class MemoryLogFaultTest extends LogFaultTest {

  private static final String PLACE = "faults";
  private static final Path FIGURE = Path.of("target", "figures", "log-faults.txt");
  private static int faults;

  @Override
  protected void prepare() {
    MemoryDirectory.drop(PLACE);
  }

  @Override
  protected Directory open() {
    return MemoryDirectory.named(PLACE);
  }

  @Override
  protected void dispose() {
    MemoryDirectory.drop(PLACE);
  }

  /** Adds up what the tests of this class tell, in whatever order they run. */
  @Override
  protected void ran(int count) throws IOException {
    faults += count;
    Files.createDirectories(FIGURE.getParent());
    Files.writeString(
        FIGURE,
        String.format(
            Locale.ROOT,
            "log-faults: %,d operations of a log failed, each in a run of its own, 0 wrong%n",
            faults));
  }
}
