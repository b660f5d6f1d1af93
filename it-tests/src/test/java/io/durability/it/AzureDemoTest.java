package io.durability.it;

/** The demo on Azure Blob. */
@OnStore("azure")
final class AzureDemoTest extends StoreDemoTest {

  AzureDemoTest() {
    super(TestedStores.get("azure"));
  }
}
