package io.durability.fs;

import io.durability.errors.DurabilityException;
import io.durability.storage.Directory;
import io.durability.testkit.LogModelTest;
import io.durability.testkit.host.Folders;
import io.durability.testkit.host.TempDirInMemory;
import java.io.IOException;
import java.nio.file.Path;
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
    Folders.remove(root);
  }

  @Override
  protected int seeds() {
    return SEEDS;
  }
}
