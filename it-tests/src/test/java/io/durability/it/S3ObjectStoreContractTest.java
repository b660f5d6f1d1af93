package io.durability.it;

import io.durability.objectstore.ObjectStore;
import io.durability.testkit.ObjectStoreContractTest;
import java.util.List;

/** The adapter for S3 does what the layer above relies on. */
@OnStore("s3")
final class S3ObjectStoreContractTest extends ObjectStoreContractTest {

  private final TestedStore s3 = TestedStores.get("s3");

  @Override
  protected ObjectStore open() {
    return s3.open(TestedStores.newPrefix());
  }

  @Override
  protected List<String> secrets() {
    return s3.secrets();
  }

  /** S3Proxy keeps folders in its memory, and answers 500 for a key below another. */
  @Override
  protected boolean keysBelowKeys() {
    return !s3.toString().startsWith("s3proxy ");
  }
}
