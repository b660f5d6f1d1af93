package io.durability.it;

/** Takeovers of a log on S3. */
@OnStore("s3")
final class S3TakeoverTest extends StoreTakeoverTest {

  S3TakeoverTest() {
    super(TestedStores.get("s3"));
  }
}
