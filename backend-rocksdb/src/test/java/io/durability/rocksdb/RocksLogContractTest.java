package io.durability.rocksdb;

import io.durability.errors.DurabilityException;
import io.durability.storage.Directory;
import io.durability.testkit.LogContractTest;
import io.durability.testkit.host.TempDirInMemory;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** A log in a database of the directory's own keeps the contract. */
final class RocksLogContractTest extends LogContractTest {

  @TempDir(factory = TempDirInMemory.class)
  Path place;

  @Override
  protected Directory open() throws DurabilityException {
    return RocksDirectory.open(place.resolve("database"), RocksDirectoryContractTest.SMALL);
  }
}
