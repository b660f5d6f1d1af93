package io.durability.it;

/** A function with its state in S3. */
@OnStore("s3")
final class S3ServerlessTest extends StoreServerlessTest {

  S3ServerlessTest() {
    super(TestedStores.get("s3"));
  }
}
