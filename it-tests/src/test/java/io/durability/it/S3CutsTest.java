package io.durability.it;

/** A log on S3 while connections are cut. */
@OnStore("s3")
final class S3CutsTest extends StoreCutsTest {

  S3CutsTest() {
    super(TestedStores.get("s3"));
  }
}
