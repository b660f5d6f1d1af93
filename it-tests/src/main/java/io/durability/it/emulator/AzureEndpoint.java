package io.durability.it.emulator;

import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.storage.blob.BlobContainerClientBuilder;
import java.net.URI;
import java.util.Map;

/**
 * How to reach a store that speaks Azure Blob.
 *
 * @param account the name of the account
 * @param container a container that exists, or one that may be created
 * @param connectionString address and key
 */
public record AzureEndpoint(String account, String container, String connectionString) {

  /** Returns where it listens. */
  public URI endpoint() {
    return URI.create(part("BlobEndpoint"));
  }

  /** Returns the secret of the account. */
  public String accountKey() {
    return part("AccountKey");
  }

  /** Returns the URI of a prefix, as users write it. */
  public URI place(String prefix) {
    return URI.create("azblob://" + account + "/" + container + "/" + prefix);
  }

  /**
   * Returns the options that go with the URI, for the store at this address; secrets among them.
   */
  public Map<String, String> options(URI address) {
    return Map.of("endpoint", address.toString(), "accountKey", accountKey());
  }

  /** Creates the container, unless it is there. */
  public void createContainer() {
    new BlobContainerClientBuilder()
        .httpClient(new JdkHttpClientBuilder().build())
        .connectionString(connectionString)
        .containerName(container)
        .buildClient()
        .createIfNotExists();
  }

  private String part(String name) {
    for (String part : connectionString.split(";", -1)) {
      if (part.startsWith(name + "=")) {
        return part.substring(name.length() + 1);
      }
    }
    throw new IllegalArgumentException("connection string without " + name);
  }

  /** Shows no secret. */
  @Override
  public String toString() {
    return "azblob://" + account + "/" + container;
  }
}
