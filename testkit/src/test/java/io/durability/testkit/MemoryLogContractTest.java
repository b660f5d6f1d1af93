package io.durability.testkit;

import io.durability.storage.Directory;
import io.durability.storage.MemoryDirectory;
import java.util.UUID;

/** A log on the memory directory keeps the contract. */
final class MemoryLogContractTest extends LogContractTest {

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
