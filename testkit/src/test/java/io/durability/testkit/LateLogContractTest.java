package io.durability.testkit;

import io.durability.storage.Directory;
import io.durability.storage.MemoryDirectory;
import java.util.UUID;

/** A log keeps the contract where several syncs are under way and complete in other threads. */
final class LateLogContractTest extends LogContractTest {

  private final String place = UUID.randomUUID().toString();

  @Override
  protected Directory open() {
    return new LateDirectory(MemoryDirectory.named(place));
  }

  @Override
  protected void dispose() {
    MemoryDirectory.drop(place);
  }
}
