package io.durability.testkit;

import io.durability.storage.Directory;
import io.durability.storage.MemoryDirectory;
import java.util.UUID;

/** A log keeps the contract where batches are padded, as on disk. */
final class AlignedLogContractTest extends LogContractTest {

  private final String place = UUID.randomUUID().toString();

  @Override
  protected Directory open() {
    return new AlignedDirectory(MemoryDirectory.named(place), 4096);
  }

  @Override
  protected void dispose() {
    MemoryDirectory.drop(place);
  }
}
