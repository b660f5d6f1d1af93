package io.durability.rocksdb;

import io.durability.errors.DurabilityException;
import io.durability.storage.Directory;
import io.durability.testkit.DirectoryContractTest;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** A directory with a database of its own keeps the contract. */
final class RocksDirectoryContractTest extends DirectoryContractTest {

  @TempDir(factory = Scratch.class)
  Path place;

  @Override
  protected Directory open() throws DurabilityException {
    return RocksDirectory.open(place.resolve("database"), Scratch.SMALL);
  }
}
