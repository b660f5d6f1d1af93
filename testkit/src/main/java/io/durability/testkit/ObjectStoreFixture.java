package io.durability.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.durability.objectstore.ObjectInfo;
import io.durability.objectstore.ObjectPage;
import io.durability.objectstore.ObjectRange;
import io.durability.objectstore.ObjectStore;
import io.durability.objectstore.ObjectStoreException;
import io.durability.objectstore.ObjectStoreException.Kind;
import io.durability.objectstore.PutCondition;
import io.durability.objectstore.Upload;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * What the parts of {@link ObjectStoreContractTest} share: the store under test and short verbs.
 */
abstract class ObjectStoreFixture {

  static final PutCondition NONE = new PutCondition.None();
  static final PutCondition ABSENT = new PutCondition.Absent();

  /** How many requests race; the winners must be one. */
  static final int RACERS = 8;

  /** More objects than one page of a listing holds on any store we know. */
  static final int MANY = 1_005;

  /** How many requests a case has under way when it makes many. */
  private static final int IN_FLIGHT = 32;

  /** A listing of a test is over after this many pages, or it goes in circles. */
  private static final int PAGES_MAX = 10_000;

  /** The store under test. */
  protected ObjectStore store;

  /**
   * Opens the store under test. The place need not be empty, but whatever other tests left there
   * must not be seen: the adapter puts a prefix before its keys, a new one for each call.
   */
  protected abstract ObjectStore open() throws Exception;

  /** Runs after the store of a test was closed: the moment to remove what it left. */
  protected void dispose() throws Exception {}

  /** Returns texts, such as a key or a password, that the store was opened with. */
  protected List<String> secrets() {
    return List.of();
  }

  /** Returns how long a key may be, without the prefix that the adapter puts before it. */
  protected int keyBytesMax() {
    return 900;
  }

  /**
   * Tells whether there may be an object under the key {@code a} beside one under {@code a/b}. Some
   * stores keep real folders and refuse the second of the two; a log never asks for both.
   */
  protected boolean keysBelowKeys() {
    return true;
  }

  /** Returns how long to wait for an answer before a test fails. */
  protected Duration patience() {
    return Duration.ofSeconds(60);
  }

  /** Waits until a request is over. A store in virtual time lets the time pass here. */
  protected void await(CompletableFuture<?> request) throws Exception {
    try {
      request.get(patience().toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      // Whether it was to fail is for the case to say.
      assertThat(request).isCompletedExceptionally();
    }
  }

  @BeforeEach
  final void openStore() throws Exception {
    store = open();
  }

  @AfterEach
  final void closeStore() throws Exception {
    try {
      store.close();
    } finally {
      dispose();
    }
  }

  /** Returns what a request gave; the case fails if the request does. */
  final <T> T ok(CompletableFuture<T> request) throws Exception {
    await(request);
    try {
      return request.join();
    } catch (CompletionException e) {
      throw new AssertionError("request failed: " + e.getCause(), e.getCause());
    }
  }

  /** Checks that a request fails in one of some ways, and returns how. */
  final ObjectStoreException refused(CompletableFuture<?> request, Kind... kinds) throws Exception {
    await(request);
    try {
      Object found = request.join();
      return fail("request to be refused with " + Set.of(kinds) + " gave " + found);
    } catch (CompletionException e) {
      if (!(e.getCause() instanceof ObjectStoreException refusal)) {
        return fail("request failed with something else", e);
      }
      assertThat(refusal.kind()).as(refusal.toString()).isIn((Object[]) kinds);
      return refusal;
    }
  }

  /** Waits for all, and returns how many succeeded; the others failed in one of some ways. */
  final int winners(List<? extends CompletableFuture<?>> requests, Kind... kinds) throws Exception {
    int won = 0;
    for (CompletableFuture<?> request : requests) {
      await(request);
      if (request.isCompletedExceptionally()) {
        refused(request, kinds);
      } else {
        won++;
      }
    }
    return won;
  }

  /** Makes many requests, a limited number at a time. */
  final void many(int count, java.util.function.IntFunction<CompletableFuture<?>> request)
      throws Exception {
    List<CompletableFuture<?>> underWay = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      underWay.add(request.apply(i));
      if (underWay.size() == IN_FLIGHT || i == count - 1) {
        for (CompletableFuture<?> each : underWay) {
          ok(each);
        }
        underWay.clear();
      }
    }
  }

  /** Returns content that no two seeds share and in which every page differs. */
  static byte[] bytes(int length, long seed) {
    byte[] content = new byte[length];
    new SplittableRandom(seed).nextBytes(content);
    return content;
  }

  final CompletableFuture<ObjectInfo> putting(String key, byte[] content, PutCondition condition) {
    return store.put(key, ByteBuffer.wrap(content), Map.of(), condition);
  }

  final ObjectInfo put(String key, byte[] content) throws Exception {
    return ok(putting(key, content, NONE));
  }

  /** Puts an object under each of some keys, and returns the keys under which there may be one. */
  final List<String> putAll(byte[] content, String... keys) throws Exception {
    List<String> possible = new ArrayList<>();
    for (String key : keys) {
      if (keysBelowKeys() || Stream.of(keys).noneMatch(other -> other.startsWith(key + "/"))) {
        put(key, content);
        possible.add(key);
      }
    }
    return possible;
  }

  /** Returns a range, of the current version. */
  final byte[] range(String key, long position, int length) throws Exception {
    return array(ok(store.get(key, position, length, Optional.empty())));
  }

  static byte[] array(ObjectRange range) {
    byte[] content = new byte[range.bytes().remaining()];
    range.bytes().duplicate().get(content);
    return content;
  }

  final void assertContent(String key, byte[] content) throws Exception {
    assertThat(range(key, 0, content.length + 1)).as("content of " + key).isEqualTo(content);
    assertThat(ok(store.head(key)).map(ObjectInfo::size)).contains((long) content.length);
  }

  final void assertAbsent(String key) throws Exception {
    assertThat(ok(store.head(key))).as("head of " + key).isEmpty();
    refused(store.get(key, 0, 1, Optional.empty()), Kind.NOT_FOUND);
    assertThat(list(key)).as("listing").doesNotContainKey(key);
  }

  /** Returns all objects of a prefix, by key; fails if one is listed twice. */
  final Map<String, ObjectInfo> list(String prefix) throws Exception {
    return list(prefix, "");
  }

  final Map<String, ObjectInfo> list(String prefix, String after) throws Exception {
    Map<String, ObjectInfo> found = new TreeMap<>();
    Optional<String> page = Optional.empty();
    for (int pages = 0; pages < PAGES_MAX; pages++) {
      ObjectPage next = ok(store.list(prefix, after, page));
      for (ObjectInfo object : next.objects()) {
        assertThat(found.put(object.key(), object)).as("listed twice: " + object.key()).isNull();
      }
      if (next.next().isEmpty()) {
        return found;
      }
      page = next.next();
    }
    return fail("a listing did not end after " + PAGES_MAX + " pages");
  }

  /** Sends an object in one part and returns the upload, not yet complete. */
  final Upload uploaded(String key, byte[] content, List<String> tags) throws Exception {
    Upload upload = ok(store.beginUpload(key, Map.of()));
    tags.add(ok(store.uploadPart(upload, 1, ByteBuffer.wrap(content))));
    return upload;
  }
}
