package io.durability.it;

import io.durability.storage.Directories;
import io.durability.storage.Directory;
import io.durability.testkit.DirectoryContractTest;
import java.time.Duration;
import java.util.List;

/** A directory on Azure Blob keeps the contract. */
@OnStore("azure")
final class AzureDirectoryContractTest extends DirectoryContractTest {

  private final TestedStore azure = TestedStores.get("azure");
  private final String prefix = TestedStores.newPrefix();

  @Override
  protected Directory open() throws Exception {
    return Directories.open(azure.uri(prefix), azure.options());
  }

  @Override
  protected List<String> secrets() {
    return azure.secrets();
  }

  @Override
  protected int nameBytesMax() {
    // What core puts around a name, and the prefix.
    return 997 - prefix.length() - 1;
  }

  /** Azurite is one thread of a machine that others may use. */
  @Override
  protected Duration patience() {
    return Duration.ofMinutes(5);
  }
}
