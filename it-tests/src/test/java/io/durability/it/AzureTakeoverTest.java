package io.durability.it;

/** Takeovers of a log on Azure Blob. */
@OnStore("azure")
final class AzureTakeoverTest extends StoreTakeoverTest {

  AzureTakeoverTest() {
    super(TestedStores.get("azure"));
  }
}
