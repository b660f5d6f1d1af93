package io.durability.testkit;

import io.durability.objectstore.ObjectInfo;
import io.durability.objectstore.ObjectPage;
import io.durability.objectstore.ObjectRange;
import io.durability.objectstore.ObjectStore;
import io.durability.objectstore.ObjectStoreException;
import io.durability.objectstore.ObjectStoreException.Kind;
import io.durability.objectstore.ObjectStoreTraits;
import io.durability.objectstore.PutCondition;
import io.durability.objectstore.Upload;
import io.durability.storage.Survives;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An object store in memory: strict about what it is asked, plain in what it does, and answering
 * from other threads as a remote one does. Versions are made from contents, as an ETag is; listings
 * come in short pages, each in an order that is not that of the keys.
 *
 * <p>Several of these may share their objects, as clients of one bucket do: see {@link #another}.
 */
public final class MemoryObjectStore implements ObjectStore {

  /** What this store can do. */
  public static final ObjectStoreTraits TRAITS =
      new ObjectStoreTraits(Survives.CLOSE, true, 64 << 20, 64 << 10, 64 << 20, 1_000, 1_000);

  private static final int PAGE_KEYS = 250;
  private static final int KEY_BYTES_MAX = 1_024;
  private static final int METADATA_BYTES_MAX = 256;
  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9._-]+(?:/[A-Za-z0-9._-]+)*");
  private static final Pattern METADATA_NAME = Pattern.compile("[a-z][a-z0-9]*");

  private final ObjectBucket bucket;
  private final Executor answering;
  private volatile boolean closed;

  private static final Executor THREADS =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "memory-objects");
            thread.setDaemon(true);
            return thread;
          });

  /** Makes an empty store that answers in threads of its own. */
  public MemoryObjectStore() {
    this(THREADS);
  }

  /** Makes an empty store that answers in threads of the given executor. */
  public MemoryObjectStore(Executor answering) {
    this(new ObjectBucket(TRAITS, PAGE_KEYS), answering);
  }

  private MemoryObjectStore(ObjectBucket bucket, Executor answering) {
    this.bucket = bucket;
    this.answering = answering;
  }

  /** Returns another store on the same objects. */
  public MemoryObjectStore another() {
    return new MemoryObjectStore(bucket, answering);
  }

  /** Returns the keys of all objects, sorted. */
  public List<String> keys() {
    return List.copyOf(bucket.keys());
  }

  /** Returns the uploads that are neither completed nor aborted. */
  public List<Upload> openUploads() {
    return bucket.uploads("");
  }

  /** Removes an object behind everybody's back, or does nothing if it is not there. */
  public void lose(String key) {
    bucket.damage(key, null);
  }

  /** Flips one bit of an object behind everybody's back; its version stays. */
  public void damage(String key, int position) {
    bucket.flipBit(key, position);
  }

  private <T> CompletableFuture<T> answer(Callable<T> request) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    answering.execute(
        () -> {
          try {
            if (closed) {
              throw new ObjectStoreException(Kind.UNKNOWN, "client is closed", null);
            }
            answer.complete(request.call());
          } catch (Exception e) {
            answer.completeExceptionally(e);
          }
        });
    return answer;
  }

  @Override
  public CompletableFuture<ObjectInfo> put(
      String key, ByteBuffer content, Map<String, String> metadata, PutCondition condition) {
    checkKey(key);
    checkMetadata(metadata);
    byte[] bytes = ObjectBucket.copy(content);
    if (bytes.length > TRAITS.putBytesMax()) {
      throw new IllegalArgumentException("object too large: " + bytes.length);
    }
    Map<String, String> kept = Map.copyOf(metadata);
    return answer(() -> bucket.put(key, bytes, kept, condition));
  }

  @Override
  public CompletableFuture<ObjectRange> get(
      String key, long position, int length, Optional<String> version) {
    checkKey(key);
    if (position < 0 || length < 1) {
      throw new IllegalArgumentException(
          "range [position=" + position + ", length=" + length + "]");
    }
    return answer(() -> bucket.get(key, position, length, version));
  }

  @Override
  public CompletableFuture<Optional<ObjectInfo>> head(String key) {
    checkKey(key);
    return answer(() -> bucket.head(key));
  }

  @Override
  public CompletableFuture<ObjectPage> list(String prefix, String after, Optional<String> page) {
    return answer(
        () -> {
          ObjectPage found = bucket.list(prefix, after, page);
          List<ObjectInfo> mixed = new ArrayList<>(found.objects());
          Collections.reverse(mixed);
          return new ObjectPage(mixed, found.next());
        });
  }

  @Override
  public CompletableFuture<Void> delete(List<String> keys) {
    if (keys.isEmpty() || keys.size() > TRAITS.deleteKeysMax()) {
      throw new IllegalArgumentException("keys to delete: " + keys.size());
    }
    List<String> all = List.copyOf(keys);
    all.forEach(MemoryObjectStore::checkKey);
    return answer(
        () -> {
          bucket.delete(all);
          return null;
        });
  }

  @Override
  public CompletableFuture<Upload> beginUpload(String key, Map<String, String> metadata) {
    checkKey(key);
    checkMetadata(metadata);
    Map<String, String> kept = Map.copyOf(metadata);
    return answer(() -> bucket.beginUpload(key, kept));
  }

  @Override
  public CompletableFuture<String> uploadPart(Upload upload, int number, ByteBuffer content) {
    byte[] bytes = ObjectBucket.copy(content);
    if (number < 1 || number > TRAITS.partsMax() || bytes.length > TRAITS.partBytesMax()) {
      throw new IllegalArgumentException(
          "part [number=" + number + ", bytes=" + bytes.length + "]");
    }
    return answer(() -> bucket.uploadPart(upload, number, bytes));
  }

  @Override
  public CompletableFuture<ObjectInfo> completeUpload(
      Upload upload, List<String> tags, PutCondition condition) {
    List<String> all = List.copyOf(tags);
    return answer(() -> bucket.completeUpload(upload, all, condition));
  }

  @Override
  public CompletableFuture<Void> abortUpload(Upload upload) {
    return answer(
        () -> {
          bucket.abortUpload(upload);
          return null;
        });
  }

  @Override
  public CompletableFuture<List<Upload>> listUploads(String prefix) {
    return answer(() -> bucket.uploads(prefix));
  }

  @Override
  public ObjectStoreTraits traits() {
    return TRAITS;
  }

  @Override
  public void close() {
    closed = true;
  }

  @Override
  public String toString() {
    return "memory-objects:";
  }

  private static void checkKey(@Nullable String key) {
    if (key == null || key.length() > KEY_BYTES_MAX || !KEY.matcher(key).matches()) {
      throw new IllegalArgumentException("malformed key " + key);
    }
  }

  private static void checkMetadata(Map<String, String> metadata) {
    int bytes = 0;
    for (var each : metadata.entrySet()) {
      if (!METADATA_NAME.matcher(each.getKey()).matches()
          || !each.getValue().chars().allMatch(c -> c >= ' ' && c < 127)) {
        throw new IllegalArgumentException("malformed metadata " + each);
      }
      bytes += each.getKey().length() + each.getValue().length();
    }
    if (bytes > METADATA_BYTES_MAX) {
      throw new IllegalArgumentException("metadata too long: " + bytes);
    }
  }
}
