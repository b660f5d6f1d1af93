package io.durability.testkit;

import io.durability.storage.Directory;
import io.durability.storage.MemoryDirectory;
import java.util.UUID;

/** Holding bytes back until their sync is within the contract. */
final class WriteBackDirectoryContractTest extends DirectoryContractTest {

  private final String place = UUID.randomUUID().toString();

  @Override
  protected Directory open() {
    return new WriteBackDirectory(MemoryDirectory.named(place));
  }

  @Override
  protected void dispose() {
    MemoryDirectory.drop(place);
  }
}
