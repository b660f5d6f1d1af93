package io.durability.objectstore;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The calls that an object store must offer: immutable objects under keys, replaced as a whole,
 * created under a condition, read in ranges and listed. An adapter makes one request of the store
 * for each call and reports what came of it. It decides nothing: retries, hedging, backoff, reading
 * back after an answer was lost, order and caching belong to the layer above, and so the automatic
 * retries of a vendor's client are off for everything that changes something.
 *
 * <p>Every call returns at once and completes its future in any thread, also exceptionally; it
 * throws only if its arguments are malformed. Every failure is an {@link ObjectStoreException},
 * whose kind says what may have happened. A call whose future is given up on, or cancelled, may
 * still take effect later.
 *
 * <p>Consistency: the store is linearizable for a key, and a listing that begins after a change was
 * confirmed shows it.
 *
 * <p>Keys are {@code /}-separated segments of {@code [A-Za-z0-9._-]}, at most 1,024 bytes with
 * whatever prefix the adapter puts before them. Keys that are given and returned carry no such
 * prefix. Names of metadata match {@code [a-z][a-z0-9]*}, values are printable ASCII, 256 bytes at
 * most together.
 *
 * <p>Buffers: a call takes the bytes from position to limit and leaves the position; the caller
 * changes none of them before the future completes. Whoever receives a buffer owns it.
 *
 * <p>Threads: every call may be made from any thread at any time. {@link Object#toString} names the
 * place and shows no credentials.
 */
public interface ObjectStore extends AutoCloseable {

  /**
   * Writes a whole object in one request. When it completes, the object is there durably and can be
   * read by everybody; it was there whole or not at all at any time.
   *
   * @param content at most {@link ObjectStoreTraits#putBytesMax} bytes
   * @param metadata kept with the object and returned by {@link #get} and {@link #head}
   * @return the object written
   */
  CompletableFuture<ObjectInfo> put(
      String key, ByteBuffer content, Map<String, String> metadata, PutCondition condition);

  /**
   * Reads a range of an object: the bytes from {@code position} on, {@code length} of them or as
   * many as there are. A body that ends early is a failure of kind {@code UNKNOWN}, never a short
   * result. Position 0 of an empty object gives no bytes; any other position at or behind the end
   * fails with {@code REJECTED}.
   *
   * @param version the version to read, from an {@link ObjectInfo}; empty for the current one. If
   *     the object has another version by now, or that one is gone, the call fails with {@code
   *     CONDITION_FAILED} or {@code NOT_FOUND}
   * @return what was read; its info has size, version and metadata of the whole object
   */
  CompletableFuture<ObjectRange> get(
      String key, long position, int length, Optional<String> version);

  /** Returns what is known of an object, with its metadata, or empty if there is none. */
  CompletableFuture<Optional<ObjectInfo>> head(String key);

  /**
   * Returns one page of the objects whose keys begin with a prefix, without their metadata. The
   * caller sorts and filters; a store may return keys in another order, or ignore {@code after}.
   *
   * @param after a hint that only greater keys are of interest; empty for all
   * @param page the {@link ObjectPage#next} of the page before; empty for the first
   */
  CompletableFuture<ObjectPage> list(String prefix, String after, Optional<String> page);

  /**
   * Deletes objects in one request where the store can. When it completes all of them are gone,
   * durably; an absent one counts as deleted. If it fails, any subset of them is gone.
   *
   * @param keys 1 to {@link ObjectStoreTraits#deleteKeysMax}
   */
  CompletableFuture<Void> delete(List<String> keys);

  /**
   * Begins an object that is sent in parts. Nothing is visible under the key before {@link
   * #completeUpload}.
   */
  CompletableFuture<Upload> beginUpload(String key, Map<String, String> metadata);

  /**
   * Sends one part, or sends it again: the last one sent of a number counts.
   *
   * @param number from 1 to {@link ObjectStoreTraits#partsMax}
   * @param content {@link ObjectStoreTraits#partBytesMin} to {@link ObjectStoreTraits#partBytesMax}
   *     bytes; the last part may be shorter
   * @return the tag that completing asks for
   */
  CompletableFuture<String> uploadPart(Upload upload, int number, ByteBuffer content);

  /**
   * Makes the object visible from its parts, under a condition, as {@link #put} does.
   *
   * @param tags of part 1, 2 and so on; at least one
   */
  CompletableFuture<ObjectInfo> completeUpload(
      Upload upload, List<String> tags, PutCondition condition);

  /** Drops an upload and its parts; one that is not there counts as dropped. */
  CompletableFuture<Void> abortUpload(Upload upload);

  /**
   * Returns uploads that were begun and neither completed nor aborted, of keys that begin with a
   * prefix. A store that drops them by itself, or cannot tell, may return none.
   */
  CompletableFuture<List<Upload>> listUploads(String prefix);

  /** Returns what this store can do. The same value always; no request. */
  ObjectStoreTraits traits();

  /**
   * Gives back what the adapter holds, but not a client that its user built. Requests under way may
   * fail. Idempotent.
   */
  @Override
  void close();
}
