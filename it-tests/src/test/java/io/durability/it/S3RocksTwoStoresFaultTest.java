package io.durability.it;

import io.durability.rocksdb.RocksDirectory;
import io.durability.storage.Directory;

/** A log in RocksDB, its checkpoints on S3. */
final class S3RocksTwoStoresFaultTest extends S3TwoStoresFaultTest {

  S3RocksTwoStoresFaultTest() {
    super("rocksdb-s3");
  }

  @Override
  Directory openLog() throws Exception {
    return RocksDirectory.open(place);
  }
}
