package io.durability.testkit;

import io.durability.storage.Directory;
import io.durability.storage.MemoryDirectory;

/** The memory directory agrees with plain maps. */
final class MemoryDirectoryModelTest extends DirectoryModelTest {

  private static final String PLACE = "model";

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

  @Override
  protected int seeds() {
    return 300;
  }
}
