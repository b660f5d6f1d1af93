package io.durability.it;

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
    AzureStore store = new AzureStore(running, running.endpoint().endpoint());
    running.endpoint().createContainer();
    RungProbe probe = store.probe(PROBE_ROUNDS);
    System.out.println("[azure] " + probe);
    if (!probe.enforcesMatch()) {
      throw new IOException(running + " does not enforce If-Match: " + probe);
    }
    return store;
  }

  /** Races writers with every condition. */
  RungProbe probe(int rounds) throws IOException {
    try (ObjectStore store = open(TestedStores.newPrefix())) {
      return RungProbe.of(store, rounds);
    }
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
    return running.endpoint().place(prefix);
  }

  @Override
  public Map<String, String> options() {
    return running.endpoint().options(endpoint);
  }

  @Override
  public List<String> secrets() {
    return List.of(running.endpoint().accountKey());
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
