package io.durability.it;

import io.durability.fs.FsDirectory;
import io.durability.storage.Directories;
import io.durability.storage.Directory;

/** A log on the local disk, its checkpoints on S3. */
@OnStore("s3")
final class S3DiskTwoStoresFaultTest extends TwoStoresFaultTest {

  private final TestedStore s3 = TestedStores.get("s3");
  private String prefix = "";

  S3DiskTwoStoresFaultTest() {
    super("fs-s3", 97, 23);
  }

  @Override
  protected void prepare() {
    super.prepare();
    prefix = TestedStores.newPrefix();
  }

  @Override
  Directory openLog() throws Exception {
    return FsDirectory.open(place);
  }

  @Override
  Directory openCheckpoints() throws Exception {
    return Directories.open(s3.uri(prefix), s3.options());
  }
}
