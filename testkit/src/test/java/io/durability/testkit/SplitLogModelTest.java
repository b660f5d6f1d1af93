package io.durability.testkit;

import io.durability.objectstore.ObjectStoreDirectory;
import io.durability.storage.Directory;
import io.durability.storage.MemoryDirectory;
import io.durability.storage.SplitDirectory;

/** A log in memory with its checkpoints on an object store agrees with its model. */
final class SplitLogModelTest extends LogModelTest {

  private static final String PLACE = "split-log-model";
  private static final int SEEDS = 20;

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
  protected int seeds() {
    return SEEDS;
  }
}
