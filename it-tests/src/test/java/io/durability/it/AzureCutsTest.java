package io.durability.it;

/** A log on Azure Blob while connections are cut. */
@OnStore("azure")
final class AzureCutsTest extends StoreCutsTest {

  AzureCutsTest() {
    super(TestedStores.get("azure"));
  }
}
