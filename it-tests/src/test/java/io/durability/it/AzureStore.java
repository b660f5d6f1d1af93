package io.durability.it;

import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.storage.blob.BlobContainerClientBuilder;
import io.durability.azure.AzureObjectStore;
import io.durability.it.emulator.AzureEndpoint;
import io.durability.it.emulator.Running;
import io.durability.it.emulator.Stores;
import io.durability.objectstore.ObjectStore;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Azure Blob, or what stands in for it. */
record AzureStore(Running<AzureEndpoint> running, URI endpoint) implements TestedStore {

  /** Few, so that tests begin soon; the check races many more. */
  private static final int PROBE_ROUNDS = 8;

  static Optional<TestedStore> start(Stores ladders) throws IOException {
    Optional<Running<AzureEndpoint>> running = ladders.azure(System.out).climb();
    return running.isPresent() ? Optional.of(start(running.get())) : Optional.empty();
  }

  /** Makes the container and sees that the store enforces what every test relies on. */
  static AzureStore start(Running<AzureEndpoint> running) throws IOException {
    AzureStore store =
        new AzureStore(running, URI.create(part(running.endpoint(), "BlobEndpoint")));
    store.createContainer();
    RungProbe probe = store.probe(PROBE_ROUNDS);
    System.out.println("[azure] " + probe);
    if (!probe.enforcesMatch()) {
      throw new IOException(running + " does not enforce If-Match: " + probe);
    }
    return store;
  }

  private static String part(AzureEndpoint at, String name) {
    for (String part : at.connectionString().split(";", -1)) {
      if (part.startsWith(name + "=")) {
        return part.substring(name.length() + 1);
      }
    }
    throw new IllegalArgumentException("connection string without " + name);
  }

  /** Races writers with every condition. */
  RungProbe probe(int rounds) throws IOException {
    try (ObjectStore store = open(TestedStores.newPrefix())) {
      return RungProbe.of(store, rounds);
    }
  }

  private void createContainer() {
    new BlobContainerClientBuilder()
        .httpClient(new JdkHttpClientBuilder().build())
        .connectionString(running.endpoint().connectionString())
        .containerName(running.endpoint().container())
        .buildClient()
        .createIfNotExists();
  }

  @Override
  public String name() {
    return "azure";
  }

  @Override
  public ObjectStore open(String prefix) {
    return AzureObjectStore.open(uri(prefix), options());
  }

  @Override
  public URI uri(String prefix) {
    AzureEndpoint at = running.endpoint();
    return URI.create("azblob://" + at.account() + "/" + at.container() + "/" + prefix);
  }

  @Override
  public Map<String, String> options() {
    return Map.of(
        "endpoint", endpoint.toString(), "accountKey", part(running.endpoint(), "AccountKey"));
  }

  @Override
  public List<String> secrets() {
    return List.of(part(running.endpoint(), "AccountKey"));
  }

  @Override
  public InetSocketAddress address() {
    return new InetSocketAddress(endpoint.getHost(), endpoint.getPort());
  }

  @Override
  public TestedStore through(InetSocketAddress proxy) {
    URI via =
        URI.create("http://" + proxy.getHostString() + ":" + proxy.getPort() + endpoint.getPath());
    return new AzureStore(running, via);
  }

  @Override
  public void close() {
    running.close();
  }

  @Override
  public String toString() {
    return running.toString();
  }
}
