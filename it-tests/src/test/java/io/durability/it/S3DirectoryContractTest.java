package io.durability.it;

import io.durability.storage.Directories;
import io.durability.storage.Directory;
import io.durability.testkit.DirectoryContractTest;
import java.util.List;

/** A directory on S3 keeps the contract. */
@OnStore("s3")
final class S3DirectoryContractTest extends DirectoryContractTest {

  private final TestedStore s3 = TestedStores.get("s3");
  private final String prefix = TestedStores.newPrefix();

  @Override
  protected Directory open() throws Exception {
    return Directories.open(s3.uri(prefix), s3.options());
  }

  @Override
  protected List<String> secrets() {
    return s3.secrets();
  }

  @Override
  protected int nameBytesMax() {
    // What core puts around a name, and the prefix.
    return 997 - prefix.length() - 1;
  }
}
