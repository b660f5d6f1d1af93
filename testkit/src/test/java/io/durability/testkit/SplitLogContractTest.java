package io.durability.testkit;

import io.durability.objectstore.ObjectStoreDirectory;
import io.durability.storage.Directory;
import io.durability.storage.MemoryDirectory;
import io.durability.storage.SplitDirectory;
import java.util.UUID;

/** A log in memory with its checkpoints on an object store keeps the contract. */
final class SplitLogContractTest extends LogContractTest {

  private final String place = UUID.randomUUID().toString();
  private MemoryObjectStore checkpoints = new MemoryObjectStore();

  @Override
  protected Directory open() {
    checkpoints = checkpoints.another();
    return SplitDirectory.of(MemoryDirectory.named(place), new ObjectStoreDirectory(checkpoints));
  }

  @Override
  protected void dispose() {
    MemoryDirectory.drop(place);
  }
}
