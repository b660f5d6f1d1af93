package io.durability.s3;

import io.durability.objectstore.ObjectInfo;
import io.durability.objectstore.ObjectPage;
import io.durability.objectstore.ObjectRange;
import io.durability.objectstore.ObjectStore;
import io.durability.objectstore.ObjectStoreException;
import io.durability.objectstore.ObjectStoreException.Kind;
import io.durability.objectstore.ObjectStoreTraits;
import io.durability.objectstore.PutCondition;
import io.durability.objectstore.Upload;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The objects under a prefix of a bucket of Amazon S3, or of a store that speaks its protocol.
 *
 * <p>Options, all of them optional:
 *
 * <table>
 *   <caption>by name</caption>
 *   <tr><td>{@code region}</td><td>as AWS names it; else where the SDK looks for it</td></tr>
 *   <tr><td>{@code endpoint}</td><td>the address of another store than Amazon's</td></tr>
 *   <tr><td>{@code pathStyle}</td><td>{@code true} puts the bucket into the path instead of the
 *       host name</td></tr>
 *   <tr><td>{@code accessKey}, {@code secretKey}, {@code sessionToken}</td><td>credentials; else
 *       the SDK's default chain finds and renews them. They are never shown</td></tr>
 *   <tr><td>{@code checksums}</td><td>{@code whenSupported} sends a CRC32C with everything, which
 *       the store verifies; {@code whenRequired} does not, for stores that refuse it: the default
 *       where an endpoint is set</td></tr>
 *   <tr><td>{@code ifMatch}</td><td>{@code false} if the store does not enforce {@code If-Match};
 *       writes that ask for a version are then refused</td></tr>
 *   <tr><td>{@code survives}</td><td>the worst event that the store's objects outlive: {@code
 *       close}, {@code process}, {@code machine}, {@code zone} or {@code region}; unless set,
 *       {@code zone}, and {@code machine} for a directory bucket or where an endpoint is
 *       set</td></tr>
 *   <tr><td>{@code sse}, {@code sseKmsKeyId}</td><td>how the store is to encrypt what is written:
 *       {@code AES256}, {@code aws:kms}, {@code aws:kms:dsse}</td></tr>
 *   <tr><td>{@code parallelism}</td><td>how many requests may be under way, 1 to 1,024; 64 unless
 *       set</td></tr>
 * </table>
 *
 * <p>No request is ever sent twice from here. A client that the caller brings must have its retries
 * switched off, too.
 */
public final class S3ObjectStore implements ObjectStore {

  private final S3Place place;
  private final S3Client client;
  private final boolean ownsClient;
  private final S3Requests requests;
  private final RequestPool pool;
  private final ObjectStoreTraits traits;

  private S3ObjectStore(S3Place place, S3Client client, boolean ownsClient, S3Options options) {
    this.place = place;
    this.client = client;
    this.ownsClient = ownsClient;
    this.requests = new S3Requests(client, place, options);
    this.pool = new RequestPool(options.parallelism());
    this.traits = S3Traits.of(place, options);
  }

  /**
   * Opens a place with a client of its own. No request is sent.
   *
   * @param uri {@code s3://bucket/prefix}; the prefix has segments of {@code A-Za-z0-9._-}
   * @throws IllegalArgumentException if the URI or an option is malformed or unknown, or if no
   *     region is known; the message shows no secret
   */
  public static S3ObjectStore open(URI uri, Map<String, String> options) {
    S3Options parsed = S3Options.parse(options);
    S3Place place = S3Place.parse(uri);
    return new S3ObjectStore(place, OwnClient.build(parsed, OwnClient.http()), true, parsed);
  }

  /**
   * Opens a place with a client that the caller built, and closes later. No request is sent.
   *
   * @param bucket a name, or the ARN of an access point
   * @param prefix as in a URI, without a slash at its ends; empty for the whole bucket
   * @param options those above that do not concern the client
   * @throws IllegalArgumentException if an argument is malformed, or if the client sends requests
   *     again by itself
   */
  public static S3ObjectStore of(
      S3Client client, String bucket, String prefix, Map<String, String> options) {
    S3Options parsed = S3Options.parseForClient(options);
    Retries.requireNone(client);
    return new S3ObjectStore(S3Place.of(bucket, prefix), client, false, parsed);
  }

  /**
   * Loads and initializes what the first requests need, without a network, credentials or a region:
   * some hundred milliseconds that a serverless function best spends before it is called. Fails
   * never; does nothing useful a second time.
   */
  public static void warmUp() {
    WarmUp.run();
  }

  /** Makes a request and tells its failure. */
  private <T> CompletableFuture<T> send(RequestPool.Request<T> request) {
    return pool.send(
        () -> {
          try {
            return request.send();
          } catch (SdkException e) {
            throw S3Failures.told(e);
          }
        });
  }

  /** Leaves out what a request returns; cancelling what this returns cancels the request, too. */
  private static CompletableFuture<Void> told(CompletableFuture<?> sent) {
    CompletableFuture<Void> done = sent.thenAccept(unused -> {});
    done.exceptionally(
        thrown -> {
          sent.cancel(false);
          return null;
        });
    return done;
  }

  @Override
  public CompletableFuture<ObjectInfo> put(
      String key, ByteBuffer content, Map<String, String> metadata, PutCondition condition) {
    String full = place.key(key);
    BufferContent bytes = new BufferContent(content);
    Map<String, String> kept = Map.copyOf(metadata);
    if (bytes.size() > traits.putBytesMax()) {
      throw new IllegalArgumentException("object too large: " + bytes.size());
    }
    return unlessUnenforced(
        condition, () -> send(() -> requests.put(key, full, bytes, kept, condition)));
  }

  private interface Sending<T> {
    CompletableFuture<T> send();
  }

  /** A condition that nobody would check must not be taken for one that holds. */
  private <T> CompletableFuture<T> unlessUnenforced(PutCondition condition, Sending<T> sending) {
    return condition instanceof PutCondition.Matches && !traits.matchConditions()
        ? CompletableFuture.failedFuture(
            new ObjectStoreException(
                Kind.REJECTED, "If-Match is not used with this store (option ifMatch)", null))
        : sending.send();
  }

  @Override
  public CompletableFuture<ObjectRange> get(
      String key, long position, int length, Optional<String> version) {
    String full = place.key(key);
    if (position < 0 || length < 1) {
      throw new IllegalArgumentException(
          "range malformed [position=" + position + ", length=" + length + "]");
    }
    return send(() -> requests.get(key, full, position, length, version));
  }

  @Override
  public CompletableFuture<Optional<ObjectInfo>> head(String key) {
    String full = place.key(key);
    return send(() -> requests.head(key, full));
  }

  @Override
  public CompletableFuture<ObjectPage> list(String prefix, String after, Optional<String> page) {
    return send(() -> requests.list(prefix, after, page));
  }

  @Override
  public CompletableFuture<Void> delete(List<String> keys) {
    if (keys.isEmpty() || keys.size() > traits.deleteKeysMax()) {
      throw new IllegalArgumentException("keys to delete: " + keys.size());
    }
    List<String> full = keys.stream().map(place::key).toList();
    return told(send(() -> requests.delete(full)));
  }

  @Override
  public CompletableFuture<Upload> beginUpload(String key, Map<String, String> metadata) {
    String full = place.key(key);
    Map<String, String> kept = Map.copyOf(metadata);
    return send(() -> requests.beginUpload(key, full, kept));
  }

  @Override
  public CompletableFuture<String> uploadPart(Upload upload, int number, ByteBuffer content) {
    String full = place.key(upload.key());
    BufferContent bytes = new BufferContent(content);
    if (number < 1 || number > traits.partsMax() || bytes.size() > traits.partBytesMax()) {
      throw new IllegalArgumentException(
          "part out of range [number=" + number + ", bytes=" + bytes.size() + "]");
    }
    return send(() -> requests.uploadPart(full, upload.id(), number, bytes));
  }

  @Override
  public CompletableFuture<ObjectInfo> completeUpload(
      Upload upload, List<String> tags, PutCondition condition) {
    String full = place.key(upload.key());
    List<PartTag> parts = tags.stream().map(PartTag::parse).toList();
    return unlessUnenforced(
        condition, () -> send(() -> requests.completeUpload(upload, full, parts, condition)));
  }

  @Override
  public CompletableFuture<Void> abortUpload(Upload upload) {
    String full = place.key(upload.key());
    return told(send(() -> requests.abortUpload(full, upload.id())));
  }

  @Override
  public CompletableFuture<List<Upload>> listUploads(String prefix) {
    return send(() -> requests.listUploads(prefix));
  }

  @Override
  public ObjectStoreTraits traits() {
    return traits;
  }

  @Override
  public void close() {
    pool.close();
    if (ownsClient) {
      client.close();
    }
  }

  /** Returns {@code s3://bucket/prefix/}. */
  @Override
  public String toString() {
    return place.toString();
  }
}
