package io.durability.it;

/** A function with its state in Azure. */
@OnStore("azure")
final class AzureServerlessTest extends StoreServerlessTest {

  AzureServerlessTest() {
    super(TestedStores.get("azure"));
  }
}
