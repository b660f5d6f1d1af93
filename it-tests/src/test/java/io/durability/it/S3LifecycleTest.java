package io.durability.it;

/** The life of a log on S3. */
@OnStore("s3")
final class S3LifecycleTest extends StoreLifecycleTest {

  S3LifecycleTest() {
    super(TestedStores.get("s3"));
  }
}
