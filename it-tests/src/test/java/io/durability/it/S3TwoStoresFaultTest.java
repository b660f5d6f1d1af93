package io.durability.it;

import io.durability.storage.Directories;
import io.durability.storage.Directory;

/** A log somewhere, its checkpoints on S3. */
@OnStore("s3")
abstract class S3TwoStoresFaultTest extends TwoStoresFaultTest {

  private final TestedStore s3 = TestedStores.get("s3");
  private String prefix = "";

  S3TwoStoresFaultTest(String name) {
    super(name, 97, 23);
  }

  @Override
  protected final void prepare() {
    super.prepare();
    prefix = TestedStores.newPrefix();
  }

  @Override
  final Directory openCheckpoints() throws Exception {
    return Directories.open(s3.uri(prefix), s3.options());
  }
}
