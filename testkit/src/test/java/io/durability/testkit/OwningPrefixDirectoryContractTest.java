package io.durability.testkit;

import io.durability.storage.Directory;
import io.durability.storage.FileName;
import io.durability.storage.MemoryDirectory;
import io.durability.storage.PrefixDirectory;
import java.util.UUID;

/**
 * A folder that owns the directory beneath keeps the contract, also where syncs complete later, in
 * other threads, and with failures of their own.
 */
final class OwningPrefixDirectoryContractTest extends DirectoryContractTest {

  private final String place = UUID.randomUUID().toString();

  @Override
  protected Directory open() {
    return PrefixDirectory.owning(new LiberalDirectory(MemoryDirectory.named(place)), "orders/");
  }

  @Override
  protected void dispose() {
    MemoryDirectory.drop(place);
  }

  @Override
  protected int nameBytesMax() {
    return FileName.LENGTH_MAX - "orders/".length();
  }
}
