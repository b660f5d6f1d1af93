package io.durability.testkit;

import io.durability.objectstore.ObjectInfo;
import io.durability.objectstore.ObjectPage;
import io.durability.objectstore.ObjectRange;
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
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The objects of a store in the heap, on which every request has its effect at one instant, in the
 * order of these calls. Versions follow from the content, as ETags do: equal content has an equal
 * version.
 *
 * <p>Threads: any.
 */
public final class ObjectBucket {

  /** What a store can do of which nothing is known but this text. */
  public static final ObjectStoreTraits TRAITS =
      new ObjectStoreTraits(Survives.ZONE, true, 64 << 20, 256 << 10, 64 << 20, 10_000, 1_000);

  /** An object as it is stored. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared, and never handed out.
  private record Stored(byte[] content, String version, Map<String, String> metadata) {
    ObjectInfo info(String key, boolean withMetadata) {
      return new ObjectInfo(key, content.length, version, withMetadata ? metadata : Map.of());
    }
  }

  /** An upload under way. */
  private record Parts(String key, Map<String, String> metadata, TreeMap<Integer, byte[]> sent) {}

  private final NavigableMap<String, Stored> objects = new TreeMap<>();
  private final Map<String, Parts> uploads = new HashMap<>();
  private final List<Stored> deleted = new ArrayList<>();
  private final ObjectStoreTraits traits;
  private final int pageSize;
  private boolean ignoringConditions;
  private boolean keepingDeleted;
  private long uploadNumber;

  /** Makes an empty bucket, with pages of a thousand. */
  public ObjectBucket() {
    this(TRAITS, 1_000);
  }

  /** Makes an empty bucket. */
  public ObjectBucket(ObjectStoreTraits traits, int pageSize) {
    this.traits = traits;
    this.pageSize = pageSize;
  }

  /** From now on conditions are taken and not checked. */
  public synchronized ObjectBucket ignoreConditions() {
    ignoringConditions = true;
    return this;
  }

  /** From now on what is deleted or replaced is kept aside, as versioning and soft delete do. */
  public synchronized ObjectBucket keepDeleted() {
    keepingDeleted = true;
    return this;
  }

  /** Returns how many objects were deleted or replaced and kept aside. */
  public synchronized int deletedKept() {
    return deleted.size();
  }

  /** Returns what a request carries, which its sender may change once it is answered. */
  static byte[] copy(ByteBuffer content) {
    byte[] bytes = new byte[content.remaining()];
    content.duplicate().get(bytes);
    return bytes;
  }

  ObjectStoreTraits traits() {
    return traits;
  }

  /** Returns all keys, without a request. */
  public synchronized NavigableSet<String> keys() {
    return new TreeSet<>(objects.keySet());
  }

  /** Returns the content of an object, without a request; null if there is none. */
  public synchronized byte @Nullable [] content(String key) {
    Stored found = objects.get(key);
    return found == null ? null : found.content.clone();
  }

  /** Damages the store: gives an object other content, or with null takes it away. */
  public synchronized void damage(String key, byte @Nullable [] content) {
    Stored found = objects.remove(key);
    if (content != null) {
      Map<String, String> metadata = found == null ? Map.of() : found.metadata;
      objects.put(key, new Stored(content.clone(), version(content), metadata));
    }
  }

  /** Damages the store: flips one bit of an object, and its version tells nothing of it. */
  synchronized void flipBit(String key, int position) {
    Stored found = objects.get(key);
    if (found == null) {
      throw new IllegalArgumentException("no object " + key);
    }
    byte[] content = found.content.clone();
    content[position] ^= 1;
    objects.put(key, new Stored(content, found.version, found.metadata));
  }

  synchronized ObjectInfo put(
      String key, byte[] content, Map<String, String> metadata, PutCondition condition)
      throws ObjectStoreException {
    check(key, condition);
    Stored stored = new Stored(content, version(content), Map.copyOf(metadata));
    keep(objects.put(key, stored));
    return stored.info(key, true);
  }

  private void check(String key, PutCondition condition) throws ObjectStoreException {
    Stored existing = objects.get(key);
    if (condition instanceof PutCondition.Matches && !traits.matchConditions()) {
      throw new ObjectStoreException(Kind.REJECTED, "501 no such condition", null);
    }
    if (ignoringConditions) {
      return;
    }
    if (condition instanceof PutCondition.Absent && existing != null) {
      throw new ObjectStoreException(Kind.CONDITION_FAILED, "412 object exists", null);
    }
    if (condition instanceof PutCondition.Matches matches) {
      if (existing == null) {
        throw new ObjectStoreException(Kind.NOT_FOUND, "404 no object to match", null);
      }
      if (!existing.version.equals(matches.version())) {
        throw new ObjectStoreException(Kind.CONDITION_FAILED, "412 other version", null);
      }
    }
  }

  synchronized ObjectRange get(String key, long position, int length, Optional<String> version)
      throws ObjectStoreException {
    Stored found = objects.get(key);
    if (found == null) {
      throw new ObjectStoreException(Kind.NOT_FOUND, "404 no object", null);
    }
    if (version.isPresent() && !version.get().equals(found.version)) {
      throw new ObjectStoreException(Kind.CONDITION_FAILED, "412 other version", null);
    }
    int size = found.content.length;
    if (position >= size && (position > 0 || size > 0)) {
      throw new ObjectStoreException(Kind.REJECTED, "416 range not satisfiable", null);
    }
    int from = (int) position;
    int to = (int) Math.min(size, position + length);
    ByteBuffer bytes = ByteBuffer.wrap(Arrays.copyOfRange(found.content, from, to));
    return new ObjectRange(found.info(key, true), bytes);
  }

  synchronized Optional<ObjectInfo> head(String key) {
    return Optional.ofNullable(objects.get(key)).map(found -> found.info(key, true));
  }

  /** The page token is the last key of the page before. */
  synchronized ObjectPage list(String prefix, String after, Optional<String> page) {
    String from = page.orElse(after);
    List<ObjectInfo> found = new ArrayList<>();
    String begin = from.compareTo(prefix) < 0 ? prefix : from;
    for (Map.Entry<String, Stored> object : objects.tailMap(begin, true).entrySet()) {
      String key = object.getKey();
      if (key.compareTo(from) <= 0 && !from.isEmpty()) {
        continue;
      }
      if (!key.startsWith(prefix)) {
        break;
      }
      if (found.size() == pageSize) {
        return new ObjectPage(found, Optional.of(found.get(pageSize - 1).key()));
      }
      found.add(object.getValue().info(key, false));
    }
    return new ObjectPage(found, Optional.empty());
  }

  synchronized void delete(List<String> keys) {
    for (String key : keys) {
      keep(objects.remove(key));
    }
  }

  private void keep(@Nullable Stored gone) {
    if (gone != null && keepingDeleted) {
      deleted.add(gone);
    }
  }

  synchronized Upload beginUpload(String key, Map<String, String> metadata) {
    String id = "upload-" + ++uploadNumber;
    uploads.put(id, new Parts(key, Map.copyOf(metadata), new TreeMap<>()));
    return new Upload(key, id);
  }

  synchronized String uploadPart(Upload upload, int part, byte[] content)
      throws ObjectStoreException {
    parts(upload).sent.put(part, content);
    return version(content);
  }

  synchronized ObjectInfo completeUpload(Upload upload, List<String> tags, PutCondition condition)
      throws ObjectStoreException {
    Parts parts = parts(upload);
    int size = 0;
    for (int part = 1; part <= tags.size(); part++) {
      byte[] sent = parts.sent.get(part);
      if (sent == null || !version(sent).equals(tags.get(part - 1))) {
        throw new ObjectStoreException(Kind.REJECTED, "400 invalid part " + part, null);
      }
      if (part < tags.size() && sent.length < traits.partBytesMin()) {
        throw new ObjectStoreException(Kind.REJECTED, "400 part too small " + part, null);
      }
      size = Math.addExact(size, sent.length);
    }
    check(upload.key(), condition);
    ByteBuffer whole = ByteBuffer.allocate(size);
    for (int part = 1; part <= tags.size(); part++) {
      whole.put(parts.sent.getOrDefault(part, new byte[0]));
    }
    uploads.remove(upload.id());
    Stored stored = new Stored(whole.array(), version(whole.array()), parts.metadata);
    keep(objects.put(upload.key(), stored));
    return stored.info(upload.key(), true);
  }

  synchronized void abortUpload(Upload upload) {
    uploads.remove(upload.id());
  }

  /** Returns uploads that are neither completed nor aborted, without a request. */
  public synchronized List<Upload> uploads(String prefix) {
    return uploads.entrySet().stream()
        .filter(upload -> upload.getValue().key.startsWith(prefix))
        .map(upload -> new Upload(upload.getValue().key, upload.getKey()))
        .sorted(Comparator.comparing(Upload::key).thenComparing(Upload::id))
        .toList();
  }

  private Parts parts(Upload upload) throws ObjectStoreException {
    Parts parts = uploads.get(upload.id());
    if (parts == null || !parts.key.equals(upload.key())) {
      throw new ObjectStoreException(Kind.NOT_FOUND, "404 no such upload", null);
    }
    return parts;
  }

  /** Not a CRC: content that ends with its own has the same one whatever it is. */
  private static String version(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has MD5", e);
    }
  }
}
