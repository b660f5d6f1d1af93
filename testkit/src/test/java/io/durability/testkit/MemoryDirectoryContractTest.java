package io.durability.testkit;

import io.durability.storage.Directory;
import io.durability.storage.MemoryDirectory;
import java.util.UUID;

/** The memory directory keeps the contract. */
final class MemoryDirectoryContractTest extends DirectoryContractTest {

  private final String place = UUID.randomUUID().toString();

  @Override
  protected Directory open() {
    return MemoryDirectory.named(place);
  }

  @Override
  protected void dispose() {
    MemoryDirectory.drop(place);
  }
}
