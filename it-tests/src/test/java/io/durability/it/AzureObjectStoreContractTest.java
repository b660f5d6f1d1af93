package io.durability.it;

import io.durability.objectstore.ObjectStore;
import io.durability.testkit.ObjectStoreContractTest;
import java.time.Duration;
import java.util.List;

/** The adapter for Azure Blob does what the layer above relies on. */
@OnStore("azure")
final class AzureObjectStoreContractTest extends ObjectStoreContractTest {

  private final TestedStore azure = TestedStores.get("azure");

  @Override
  protected ObjectStore open() {
    return azure.open(TestedStores.newPrefix());
  }

  @Override
  protected List<String> secrets() {
    return azure.secrets();
  }

  /** Azurite is one thread of a machine that others may use. */
  @Override
  protected Duration patience() {
    return Duration.ofMinutes(5);
  }
}
