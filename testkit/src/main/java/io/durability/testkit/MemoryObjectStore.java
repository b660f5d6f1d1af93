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
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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

  private final Bucket bucket;
  private final Executor answering;
  private volatile boolean closed;

  /** The objects that several stores share; guarded by itself. */
  private static final class Bucket {
    private final TreeMap<String, Stored> objects = new TreeMap<>();
    private final Map<Upload, Parts> uploads =
        new TreeMap<>(Comparator.comparing(Upload::key).thenComparing(Upload::id));
    private long lastUpload;
  }

  /** An object as it is; its content is not changed. */
  private static final class Stored {
    private final byte[] content;
    private final Map<String, String> metadata;
    private final String version;

    Stored(byte[] content, Map<String, String> metadata, String version) {
      this.content = content;
      this.metadata = metadata;
      this.version = version;
    }

    ObjectInfo info(String key) {
      return new ObjectInfo(key, content.length, version, metadata);
    }
  }

  private record Parts(Map<String, String> metadata, TreeMap<Integer, byte[]> content) {}

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
    this(new Bucket(), answering);
  }

  private MemoryObjectStore(Bucket bucket, Executor answering) {
    this.bucket = bucket;
    this.answering = answering;
  }

  /** Returns another store on the same objects. */
  public MemoryObjectStore another() {
    return new MemoryObjectStore(bucket, answering);
  }

  /** Returns the keys of all objects, sorted. */
  public List<String> keys() {
    synchronized (bucket) {
      return List.copyOf(bucket.objects.keySet());
    }
  }

  /** Returns the uploads that are neither completed nor aborted. */
  public List<Upload> openUploads() {
    synchronized (bucket) {
      return List.copyOf(bucket.uploads.keySet());
    }
  }

  /** Removes an object behind everybody's back, or does nothing if it is not there. */
  public void lose(String key) {
    synchronized (bucket) {
      bucket.objects.remove(key);
    }
  }

  /** Flips one bit of an object behind everybody's back. */
  public void damage(String key, int position) {
    synchronized (bucket) {
      Stored stored = bucket.objects.get(key);
      if (stored == null) {
        throw new IllegalArgumentException("no object " + key);
      }
      byte[] content = stored.content.clone();
      content[position] ^= 1;
      bucket.objects.put(key, new Stored(content, stored.metadata, stored.version));
    }
  }

  private <T> CompletableFuture<T> answer(Callable<T> request) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    answering.execute(
        () -> {
          try {
            T result;
            synchronized (bucket) {
              if (closed) {
                throw failure(Kind.UNKNOWN, "client is closed");
              }
              result = request.call();
            }
            answer.complete(result);
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
    byte[] bytes = bytes(content);
    if (bytes.length > TRAITS.putBytesMax()) {
      throw new IllegalArgumentException("object too large: " + bytes.length);
    }
    return answer(() -> store(key, bytes, Map.copyOf(metadata), condition));
  }

  private ObjectInfo store(
      String key, byte[] content, Map<String, String> metadata, PutCondition condition)
      throws ObjectStoreException {
    Stored current = bucket.objects.get(key);
    if (condition instanceof PutCondition.Absent && current != null) {
      throw failure(Kind.CONDITION_FAILED, "412 " + key);
    }
    if (condition instanceof PutCondition.Matches matches) {
      if (current == null) {
        throw failure(Kind.NOT_FOUND, "404 " + key);
      }
      if (!current.version.equals(matches.version())) {
        throw failure(Kind.CONDITION_FAILED, "412 " + key);
      }
    }
    Stored stored = new Stored(content, metadata, version(content));
    bucket.objects.put(key, stored);
    return stored.info(key);
  }

  @Override
  public CompletableFuture<ObjectRange> get(
      String key, long position, int length, Optional<String> version) {
    checkKey(key);
    if (position < 0 || length < 1) {
      throw new IllegalArgumentException(
          "range [position=" + position + ", length=" + length + "]");
    }
    return answer(
        () -> {
          Stored stored = bucket.objects.get(key);
          if (stored == null) {
            throw failure(Kind.NOT_FOUND, "404 " + key);
          }
          if (version.isPresent() && !version.get().equals(stored.version)) {
            throw failure(Kind.CONDITION_FAILED, "412 " + key);
          }
          if (position > 0 && position >= stored.content.length) {
            throw failure(Kind.REJECTED, "416 " + key);
          }
          int read = (int) Math.min(length, stored.content.length - position);
          ByteBuffer range = ByteBuffer.allocate(read);
          range.put(stored.content, (int) position, read);
          return new ObjectRange(stored.info(key), range.flip());
        });
  }

  @Override
  public CompletableFuture<Optional<ObjectInfo>> head(String key) {
    checkKey(key);
    return answer(
        () -> Optional.ofNullable(bucket.objects.get(key)).map(stored -> stored.info(key)));
  }

  @Override
  public CompletableFuture<ObjectPage> list(String prefix, String after, Optional<String> page) {
    return answer(
        () -> {
          List<ObjectInfo> found = new ArrayList<>();
          String next = null;
          String from = page.orElse(after);
          for (var object : bucket.objects.tailMap(from, page.isPresent()).entrySet()) {
            if (!object.getKey().startsWith(prefix)) {
              continue;
            }
            if (found.size() == PAGE_KEYS) {
              next = object.getKey();
              break;
            }
            Stored stored = object.getValue();
            found.add(
                new ObjectInfo(object.getKey(), stored.content.length, stored.version, Map.of()));
          }
          Collections.reverse(found);
          return new ObjectPage(found, Optional.ofNullable(next));
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
          all.forEach(bucket.objects::remove);
          return null;
        });
  }

  @Override
  public CompletableFuture<Upload> beginUpload(String key, Map<String, String> metadata) {
    checkKey(key);
    checkMetadata(metadata);
    Map<String, String> kept = Map.copyOf(metadata);
    return answer(
        () -> {
          Upload upload = new Upload(key, Long.toString(++bucket.lastUpload));
          bucket.uploads.put(upload, new Parts(kept, new TreeMap<>()));
          return upload;
        });
  }

  @Override
  public CompletableFuture<String> uploadPart(Upload upload, int number, ByteBuffer content) {
    byte[] bytes = bytes(content);
    if (number < 1 || number > TRAITS.partsMax() || bytes.length > TRAITS.partBytesMax()) {
      throw new IllegalArgumentException(
          "part [number=" + number + ", bytes=" + bytes.length + "]");
    }
    return answer(
        () -> {
          parts(upload).content.put(number, bytes);
          return version(bytes);
        });
  }

  @Override
  public CompletableFuture<ObjectInfo> completeUpload(
      Upload upload, List<String> tags, PutCondition condition) {
    List<String> all = List.copyOf(tags);
    return answer(
        () -> {
          Parts parts = parts(upload);
          byte[] whole = join(parts, all);
          ObjectInfo stored = store(upload.key(), whole, parts.metadata, condition);
          bucket.uploads.remove(upload);
          return stored;
        });
  }

  private static byte[] join(Parts parts, List<String> tags) throws ObjectStoreException {
    int length = 0;
    for (int number = 1; number <= tags.size(); number++) {
      byte[] part = parts.content.get(number);
      if (part == null || !version(part).equals(tags.get(number - 1))) {
        throw failure(Kind.REJECTED, "part " + number + " is not as its tag tells");
      }
      if (number < tags.size() && part.length < TRAITS.partBytesMin()) {
        throw failure(Kind.REJECTED, "part " + number + " is too small");
      }
      length = Math.addExact(length, part.length);
    }
    ByteBuffer whole = ByteBuffer.allocate(length);
    for (int number = 1; number <= tags.size(); number++) {
      whole.put(parts.content.get(number));
    }
    return whole.array();
  }

  private Parts parts(Upload upload) throws ObjectStoreException {
    Parts parts = bucket.uploads.get(upload);
    if (parts == null) {
      throw failure(Kind.NOT_FOUND, "404 upload " + upload);
    }
    return parts;
  }

  @Override
  public CompletableFuture<Void> abortUpload(Upload upload) {
    return answer(
        () -> {
          bucket.uploads.remove(upload);
          return null;
        });
  }

  @Override
  public CompletableFuture<List<Upload>> listUploads(String prefix) {
    return answer(
        () ->
            bucket.uploads.keySet().stream()
                .filter(upload -> upload.key().startsWith(prefix))
                .toList());
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

  private static byte[] bytes(ByteBuffer content) {
    byte[] bytes = new byte[content.remaining()];
    content.duplicate().get(bytes);
    return bytes;
  }

  private static String version(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
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

  private static ObjectStoreException failure(Kind kind, String what) {
    return new ObjectStoreException(kind, what, null);
  }
}
