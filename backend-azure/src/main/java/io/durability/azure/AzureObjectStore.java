package io.durability.azure;

import com.azure.storage.blob.BlobContainerAsyncClient;
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
import reactor.core.publisher.Mono;

/**
 * The block blobs under a prefix of a container of Azure Storage, or of a store that speaks its
 * protocol.
 *
 * <p>Options, all of them optional:
 *
 * <table>
 *   <caption>by name</caption>
 *   <tr><td>{@code connectionString}, {@code accountKey} or {@code sasToken}</td><td>credentials;
 *       else those of the environment, {@code AZURE_STORAGE_CONNECTION_STRING} if it is of this
 *       account, {@code AZURE_STORAGE_KEY} or {@code AZURE_STORAGE_SAS_TOKEN}; else, with {@code
 *       azure-identity} on the class path, whoever this process is signed in as. They are never
 *       shown</td></tr>
 *   <tr><td>{@code endpoint}</td><td>the address of the account, if it is not {@code
 *       https://account.blob.core.windows.net}</td></tr>
 *   <tr><td>{@code serviceVersion}</td><td>the version of the protocol to speak, such as {@code
 *       2025-05-05}, for a store that does not know the SDK's latest</td></tr>
 *   <tr><td>{@code encryptionScope}</td><td>the scope in which the store is to encrypt what is
 *       written</td></tr>
 *   <tr><td>{@code encryptionKey}</td><td>an AES-256 key, base64, which the store uses and does not
 *       keep</td></tr>
 *   <tr><td>{@code checksums}</td><td>{@code false} sends no MD5 with what is written, which the
 *       store verifies; {@code true} unless set</td></tr>
 *   <tr><td>{@code survives}</td><td>the worst event that the account's blobs outlive: {@code
 *       close}, {@code process}, {@code machine}, {@code zone} or {@code region}; {@code machine}
 *       unless set, which is locally redundant storage</td></tr>
 * </table>
 *
 * <p>No request is ever sent twice from here. Of a client that the caller brings, the retries are
 * left out.
 */
public final class AzureObjectStore implements ObjectStore {

  private final AzurePlace place;
  private final AzureRequests requests;
  private final OpenUploads uploads = new OpenUploads();
  private final ObjectStoreTraits traits;
  private volatile boolean closed;

  AzureObjectStore(BlobContainerAsyncClient client, AzurePlace place, AzureOptions options) {
    this.place = place;
    this.requests = new AzureRequests(client, place, options);
    this.traits = AzureTraits.of(options.survives());
  }

  /**
   * Opens a place with a client of its own. No request is sent.
   *
   * @param uri {@code azblob://account/container/prefix}; the prefix has segments of {@code
   *     A-Za-z0-9._-} that don't end with a dot
   * @throws IllegalArgumentException if the URI or an option is malformed or unknown, or if no
   *     credentials are known; the message shows no secret
   */
  public static AzureObjectStore open(URI uri, Map<String, String> options) {
    AzureOptions parsed = AzureOptions.parse(options);
    AzurePlace place = AzurePlace.parse(uri);
    return new AzureObjectStore(
        OwnClient.build(place, parsed, System.getenv(), OwnClient.http()), place, parsed);
  }

  /**
   * Opens a place with a client that the caller built, with whatever it has for access, encryption
   * and transport. No request is sent.
   *
   * @param prefix as in a URI, without a slash at its ends; empty for the whole container
   * @param options {@code checksums} and {@code survives}
   * @throws IllegalArgumentException if an argument is malformed
   */
  public static AzureObjectStore of(
      BlobContainerAsyncClient client, String prefix, Map<String, String> options) {
    AzureOptions parsed = AzureOptions.parseForClient(options);
    AzurePlace place =
        AzurePlace.of(client.getAccountName(), client.getBlobContainerName(), prefix);
    return new AzureObjectStore(Unretried.of(client), place, parsed);
  }

  /**
   * Loads and initializes what the first requests need, without a network or credentials: some
   * hundred milliseconds that a serverless function best spends before it is called. Fails never;
   * does nothing useful a second time.
   */
  public static void warmUp() {
    WarmUp.run();
  }

  /** Sends a request and tells its failure. */
  private <T> CompletableFuture<T> send(Mono<T> request) {
    return closed
        ? CompletableFuture.failedFuture(
            new ObjectStoreException(Kind.REJECTED, "the client is closed", null))
        : request.onErrorMap(AzureFailures::told).toFuture();
  }

  /** Copies: a body that is sent again after a redirect, or late, must not have changed. */
  private static byte[] bytes(ByteBuffer content, long bytesMax) {
    if (content.remaining() > bytesMax) {
      throw new IllegalArgumentException(
          "content too large [expected<=" + bytesMax + ", found=" + content.remaining() + "]");
    }
    byte[] bytes = new byte[content.remaining()];
    content.duplicate().get(bytes);
    return bytes;
  }

  @Override
  public CompletableFuture<ObjectInfo> put(
      String key, ByteBuffer content, Map<String, String> metadata, PutCondition condition) {
    byte[] bytes = bytes(content, traits.putBytesMax());
    return send(requests.put(key, bytes, Map.copyOf(metadata), condition));
  }

  @Override
  public CompletableFuture<ObjectRange> get(
      String key, long position, int length, Optional<String> version) {
    if (position < 0 || length < 1) {
      throw new IllegalArgumentException(
          "range malformed [position=" + position + ", length=" + length + "]");
    }
    return send(requests.get(key, position, length, version));
  }

  @Override
  public CompletableFuture<Optional<ObjectInfo>> head(String key) {
    return send(requests.head(key));
  }

  @Override
  public CompletableFuture<ObjectPage> list(String prefix, String after, Optional<String> page) {
    return send(requests.list(prefix, page));
  }

  @Override
  public CompletableFuture<Void> delete(List<String> keys) {
    if (keys.isEmpty() || keys.size() > traits.deleteKeysMax()) {
      throw new IllegalArgumentException("keys to delete: " + keys.size());
    }
    keys.forEach(place::name);
    return send(requests.delete(List.copyOf(keys)));
  }

  @Override
  public CompletableFuture<Upload> beginUpload(String key, Map<String, String> metadata) {
    place.name(key);
    return CompletableFuture.completedFuture(uploads.begin(key, metadata));
  }

  @Override
  public CompletableFuture<String> uploadPart(Upload upload, int number, ByteBuffer content) {
    if (number < 1 || number > traits.partsMax()) {
      throw new IllegalArgumentException("part out of range: " + number);
    }
    return send(requests.uploadPart(upload, number, bytes(content, traits.partBytesMax())));
  }

  @Override
  public CompletableFuture<ObjectInfo> completeUpload(
      Upload upload, List<String> tags, PutCondition condition) {
    Map<String, String> metadata;
    try {
      metadata = uploads.metadata(upload);
    } catch (ObjectStoreException e) {
      return CompletableFuture.failedFuture(e);
    }
    return send(
        requests
            .completeUpload(upload, List.copyOf(tags), metadata, condition)
            .doOnSuccess(written -> uploads.end(upload)));
  }

  /** Forgets it: Azure drops blocks that nobody commits after a week. */
  @Override
  public CompletableFuture<Void> abortUpload(Upload upload) {
    uploads.end(upload);
    return CompletableFuture.completedFuture(null);
  }

  /** Returns none: Azure drops blocks that nobody commits after a week. */
  @Override
  public CompletableFuture<List<Upload>> listUploads(String prefix) {
    return CompletableFuture.completedFuture(List.of());
  }

  @Override
  public ObjectStoreTraits traits() {
    return traits;
  }

  @Override
  public void close() {
    // The client holds nothing that would have to be given back: connections close when idle.
    closed = true;
  }

  /** Returns {@code azblob://account/container/prefix/}. */
  @Override
  public String toString() {
    return place.toString();
  }
}
