package io.durability.it;

/** The life of a log on Azure Blob. */
@OnStore("azure")
final class AzureLifecycleTest extends StoreLifecycleTest {

  AzureLifecycleTest() {
    super(TestedStores.get("azure"));
  }
}
