package io.durability.it;

import io.durability.errors.DurabilityException;
import io.durability.errors.UnavailableException;
import io.durability.objectstore.ObjectStoreDirectory;
import io.durability.objectstore.ObjectStoreOptions;
import io.durability.storage.Directories;
import io.durability.storage.Directory;
import io.durability.testkit.DirectoryContractTest;
import java.time.Duration;
import java.util.List;

/** A directory on S3 keeps the contract. */
@OnStore("s3")
final class S3DirectoryContractTest extends DirectoryContractTest {

  private final TestedStore s3 = TestedStores.get("s3");
  private final String prefix = TestedStores.newPrefix();

  @Override
  protected Directory open() throws Exception {
    if (hasFolders()) {
      // As Directories.open makes it, but not as patient with what never goes.
      return new ObjectStoreDirectory(
          s3.open(prefix), ObjectStoreOptions.builder().patience(Duration.ofSeconds(2)).build());
    }
    return Directories.open(s3.uri(prefix), s3.options());
  }

  /** S3Proxy keeps folders in its memory, and answers 500 for a key below another. */
  private boolean hasFolders() {
    return s3.toString().startsWith("s3proxy ");
  }

  @Override
  protected Class<? extends DurabilityException> refusalOfPlace() {
    return hasFolders() ? UnavailableException.class : super.refusalOfPlace();
  }

  /**
   * LocalStack closes a deleted object's content under those who read it: their requests are cut or
   * hang, and the lock that they held keeps those waiting that write the key next.
   */
  @Override
  protected boolean standsDeletesUnderReaders() {
    return !s3.toString().contains("localstack");
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
