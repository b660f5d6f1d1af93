package io.durability.testkit;

import io.durability.storage.Directory;
import io.durability.storage.MemoryDirectory;
import java.util.UUID;

/** Without a fault, a fault directory is a directory like any other. */
final class FaultDirectoryContractTest extends DirectoryContractTest {

  private final String place = UUID.randomUUID().toString();

  @Override
  protected Directory open() {
    return new FaultDirectory(MemoryDirectory.named(place));
  }

  @Override
  protected void dispose() {
    MemoryDirectory.drop(place);
  }
}
