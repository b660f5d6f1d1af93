package io.durability.it.emulator;

/**
 * How to reach a store that speaks Azure Blob.
 *
 * @param account the name of the account
 * @param container a container that exists, or one that may be created
 * @param connectionString address and key
 */
public record AzureEndpoint(String account, String container, String connectionString) {

  /** Shows no secret. */
  @Override
  public String toString() {
    return "azblob://" + account + "/" + container;
  }
}
