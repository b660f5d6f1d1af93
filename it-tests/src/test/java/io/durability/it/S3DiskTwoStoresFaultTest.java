package io.durability.it;

import io.durability.fs.FsDirectory;
import io.durability.storage.Directory;

/** A log on the local disk, its checkpoints on S3. */
final class S3DiskTwoStoresFaultTest extends S3TwoStoresFaultTest {

  S3DiskTwoStoresFaultTest() {
    super("fs-s3");
  }

  @Override
  Directory openLog() throws Exception {
    return FsDirectory.open(place);
  }
}
