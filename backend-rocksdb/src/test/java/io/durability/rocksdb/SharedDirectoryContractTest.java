package io.durability.rocksdb;

import io.durability.storage.Directory;
import io.durability.testkit.DirectoryContractTest;
import io.durability.testkit.host.TempDirInMemory;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.ColumnFamilyHandle;

/** A directory on a database that the caller has open keeps the contract. */
final class SharedDirectoryContractTest extends DirectoryContractTest {

  @TempDir(factory = TempDirInMemory.class)
  static Path place;

  private static OpenedDatabase opened;

  private ColumnFamilyHandle family;

  @BeforeAll
  static void openDatabase() throws Exception {
    opened = new OpenedDatabase(place);
  }

  @AfterAll
  static void closeDatabase() {
    opened.close();
  }

  @Override
  protected void prepare() throws Exception {
    family = opened.newFamily();
  }

  @Override
  protected Directory open() throws Exception {
    return RocksDirectory.on(opened.database, family);
  }

  @Override
  protected void dispose() throws Exception {
    opened.database.dropColumnFamily(family);
  }
}
