package io.durability.it;

import io.durability.it.emulator.Running;
import io.durability.it.emulator.S3Endpoint;
import io.durability.it.emulator.Stores;
import io.durability.objectstore.ObjectStore;
import io.durability.s3.S3ObjectStore;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** S3, or what stands in for it. */
record S3Store(Running<S3Endpoint> running, S3Endpoint at) implements TestedStore {

  /** Few, so that tests begin soon; the check races many more. */
  private static final int PROBE_ROUNDS = 8;

  static Optional<TestedStore> start(Stores ladders) throws IOException {
    Optional<Running<S3Endpoint>> running = ladders.s3(System.out).climb();
    if (running.isEmpty()) {
      return Optional.empty();
    }
    S3Endpoint at = running.get().endpoint();
    if (!at.createBucket()) {
      System.out.println("[s3] bucket " + at.bucket() + " was there");
    }
    RungProbe probe = new S3Store(running.get(), at).probe(PROBE_ROUNDS);
    boolean enforced = probe.enforcesMatch() && at.enforcesMatch();
    Counts.figure("s3-store", running.get() + ", If-Match " + (enforced ? "used" : "not used"));
    System.out.println("[s3] " + probe);
    return Optional.of(new S3Store(running.get(), at.enforcingMatch(enforced)));
  }

  /** Races writers with every condition. */
  RungProbe probe(int rounds) throws IOException {
    S3Store all = new S3Store(running, at.enforcingMatch(true));
    try (ObjectStore store = all.open(TestedStores.newPrefix())) {
      return RungProbe.of(store, rounds);
    }
  }

  @Override
  public String name() {
    return "s3";
  }

  @Override
  public ObjectStore open(String prefix) {
    return S3ObjectStore.open(uri(prefix), options());
  }

  @Override
  public URI uri(String prefix) {
    return at.place(prefix);
  }

  @Override
  public Map<String, String> options() {
    return at.options();
  }

  @Override
  public List<String> secrets() {
    // LocalStack's is a word that stands in every other name.
    String secret = at.secretKey();
    return secret.equals("test") ? List.of() : List.of(secret);
  }

  @Override
  public InetSocketAddress address() {
    URI endpoint = at.endpoint();
    return new InetSocketAddress(endpoint.getHost(), endpoint.getPort());
  }

  @Override
  public TestedStore through(InetSocketAddress proxy) {
    URI via = URI.create("http://" + proxy.getHostString() + ":" + proxy.getPort());
    return new S3Store(running, at.at(via));
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
