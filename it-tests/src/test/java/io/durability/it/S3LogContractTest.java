package io.durability.it;

import io.durability.storage.Directories;
import io.durability.storage.Directory;
import io.durability.testkit.LogContractTest;

/** A log on S3 keeps the contract. */
@OnStore("s3")
final class S3LogContractTest extends LogContractTest {

  private final TestedStore s3 = TestedStores.get("s3");
  private final String prefix = TestedStores.newPrefix();

  @Override
  protected Directory open() throws Exception {
    return Directories.open(s3.uri(prefix), s3.options());
  }
}
