package io.durability.it;

/** The demo on S3. */
@OnStore("s3")
final class S3DemoTest extends StoreDemoTest {

  S3DemoTest() {
    super(TestedStores.get("s3"));
  }
}
