package io.durability.fs;

import io.durability.errors.DurabilityException;
import io.durability.storage.Directory;
import io.durability.testkit.LogModelTest;
import io.durability.testkit.host.TempDirInMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** A log on a local disk agrees with its model. */
final class FsLogModelTest extends LogModelTest {

  private static final int SEEDS = 4;

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
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Override
  protected int seeds() {
    return SEEDS;
  }
}
