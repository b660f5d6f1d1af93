package io.durability.rocksdb;

import io.durability.errors.DurabilityException;
import io.durability.storage.Directory;
import io.durability.testkit.DirectoryContractTest;
import io.durability.testkit.host.TempDirInMemory;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** A directory with a database of its own keeps the contract. */
final class RocksDirectoryContractTest extends DirectoryContractTest {

  /** What RocksDB reserves for its log takes longest in memory: less of it. */
  static final Map<String, String> SMALL = Map.of(RocksOptions.WRITE_BUFFER_BYTES, "1048576");

  @TempDir(factory = TempDirInMemory.class)
  Path place;

  @Override
  protected Directory open() throws DurabilityException {
    return RocksDirectory.open(place.resolve("database"), SMALL);
  }
}
