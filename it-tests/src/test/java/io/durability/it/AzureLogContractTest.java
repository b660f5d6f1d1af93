package io.durability.it;

import io.durability.storage.Directories;
import io.durability.storage.Directory;
import io.durability.testkit.LogContractTest;
import java.time.Duration;

/** A log on Azure Blob keeps the contract. */
@OnStore("azure")
final class AzureLogContractTest extends LogContractTest {

  private final TestedStore azure = TestedStores.get("azure");
  private final String prefix = TestedStores.newPrefix();

  @Override
  protected Directory open() throws Exception {
    return Directories.open(azure.uri(prefix), azure.options());
  }

  /** Azurite is one thread of a machine that others may use. */
  @Override
  protected Duration patience() {
    return Duration.ofMinutes(5);
  }
}
