package io.durability.it;

import io.durability.rocksdb.RocksDirectory;
import io.durability.storage.Directories;
import io.durability.storage.Directory;

/** A log in RocksDB, its checkpoints on S3. */
@OnStore("s3")
final class S3RocksTwoStoresFaultTest extends TwoStoresFaultTest {

  private final TestedStore s3 = TestedStores.get("s3");
  private String prefix = "";

  S3RocksTwoStoresFaultTest() {
    super("rocksdb-s3", 97, 23);
  }

  @Override
  protected void prepare() {
    super.prepare();
    prefix = TestedStores.newPrefix();
  }

  @Override
  Directory openLog() throws Exception {
    return RocksDirectory.open(place);
  }

  @Override
  Directory openCheckpoints() throws Exception {
    return Directories.open(s3.uri(prefix), s3.options());
  }
}
