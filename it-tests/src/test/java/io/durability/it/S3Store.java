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
import java.util.TreeMap;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketAlreadyOwnedByYouException;

/** S3, or what stands in for it. */
record S3Store(Running<S3Endpoint> running, URI endpoint, boolean enforcesMatch)
    implements TestedStore {

  /** Few, so that tests begin soon; the check races many more. */
  private static final int PROBE_ROUNDS = 8;

  /** Whose If-Match is known to let two of sixteen win now and then. */
  private static final String RACY = "s3proxy";

  static Optional<TestedStore> start(Stores ladders) throws IOException {
    Optional<Running<S3Endpoint>> running = ladders.s3(System.out).climb();
    if (running.isEmpty()) {
      return Optional.empty();
    }
    URI endpoint = running.get().endpoint().endpoint();
    S3Store all = new S3Store(running.get(), endpoint, true);
    all.createBucket();
    RungProbe probe = all.probe(PROBE_ROUNDS);
    boolean enforced = probe.enforcesMatch() && !running.get().rung().equals(RACY);
    Counts.figure("s3-store", running.get() + ", If-Match " + (enforced ? "used" : "not used"));
    System.out.println("[s3] " + probe);
    return Optional.of(new S3Store(running.get(), endpoint, enforced));
  }

  /** Races writers with every condition. */
  RungProbe probe(int rounds) throws IOException {
    S3Store all = new S3Store(running, endpoint, true);
    try (ObjectStore store = all.open(TestedStores.newPrefix())) {
      return RungProbe.of(store, rounds);
    }
  }

  private void createBucket() {
    S3Endpoint at = running.endpoint();
    try (S3Client client =
        S3Client.builder()
            .endpointOverride(endpoint)
            .region(Region.of(at.region()))
            .forcePathStyle(true)
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(at.accessKey(), at.secretKey())))
            .build()) {
      client.createBucket(each -> each.bucket(at.bucket()));
    } catch (BucketAlreadyOwnedByYouException e) {
      // As after the first run on a store that stays.
      System.out.println("[s3] bucket " + at.bucket() + " was there");
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
    return URI.create("s3://" + running.endpoint().bucket() + "/" + prefix);
  }

  @Override
  public Map<String, String> options() {
    Map<String, String> options = new TreeMap<>();
    options.put("endpoint", endpoint.toString());
    options.put("region", running.endpoint().region());
    options.put("pathStyle", "true");
    options.put("accessKey", running.endpoint().accessKey());
    options.put("secretKey", running.endpoint().secretKey());
    options.put("ifMatch", Boolean.toString(enforcesMatch));
    return options;
  }

  @Override
  public List<String> secrets() {
    // LocalStack's is a word that stands in every other name.
    String secret = running.endpoint().secretKey();
    return secret.equals("test") ? List.of() : List.of(secret);
  }

  @Override
  public InetSocketAddress address() {
    return new InetSocketAddress(endpoint.getHost(), endpoint.getPort());
  }

  @Override
  public TestedStore through(InetSocketAddress proxy) {
    URI via = URI.create("http://" + proxy.getHostString() + ":" + proxy.getPort());
    return new S3Store(running, via, enforcesMatch);
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
