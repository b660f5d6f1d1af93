package io.durability.it;

import io.durability.objectstore.ObjectInfo;
import io.durability.objectstore.ObjectStore;
import io.durability.objectstore.ObjectStoreException;
import io.durability.objectstore.ObjectStoreException.Kind;
import io.durability.objectstore.PutCondition;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * What a store enforces, as races show it: of writers that ask for the same condition at the same
 * time exactly one may win. Emulators differ here, and the tests on them have to know.
 *
 * @param rounds how many races there were of each kind
 * @param createViolations rounds in which not exactly one created
 * @param matchViolations rounds in which not exactly one replaced
 * @param staleRefused whether a version that is not the current one is refused
 */
record RungProbe(int rounds, int createViolations, int matchViolations, boolean staleRefused) {

  private static final int RACERS = 16;

  /** Tells whether {@code If-Match} can be relied upon. */
  boolean enforcesMatch() {
    return staleRefused && matchViolations == 0;
  }

  /**
   * Races.
   *
   * @param store at an empty place; it must take all conditions
   * @throws IOException if the store does not even enforce the creation of what is absent: no test
   *     makes sense on it
   */
  static RungProbe of(ObjectStore store, int rounds) throws IOException {
    int creates = 0;
    int matches = 0;
    for (int round = 0; round < rounds; round++) {
      String key = "race-" + round;
      creates += winners(store, key, new PutCondition.Absent()) == 1 ? 0 : 1;
      ObjectInfo current = answer(put(store, key, "current", new PutCondition.None()));
      matches += winners(store, key, new PutCondition.Matches(current.version())) == 1 ? 0 : 1;
    }
    ObjectInfo stale = answer(put(store, "stale", "first", new PutCondition.None()));
    answer(put(store, "stale", "second", new PutCondition.None()));
    boolean refused = refused(put(store, "stale", "3", new PutCondition.Matches(stale.version())));
    RungProbe probe = new RungProbe(rounds, creates, matches, refused);
    if (creates > 0) {
      throw new IOException("the store lets several create one object: " + probe);
    }
    return probe;
  }

  private static int winners(ObjectStore store, String key, PutCondition condition)
      throws IOException {
    List<CompletableFuture<ObjectInfo>> racers = new ArrayList<>();
    for (int racer = 0; racer < RACERS; racer++) {
      racers.add(put(store, key, "racer " + racer, condition));
    }
    int winners = 0;
    for (CompletableFuture<ObjectInfo> racer : racers) {
      winners += refused(racer) ? 0 : 1;
    }
    return winners;
  }

  private static CompletableFuture<ObjectInfo> put(
      ObjectStore store, String key, String content, PutCondition condition) {
    return store.put(
        key, ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8)), Map.of(), condition);
  }

  private static boolean refused(CompletableFuture<ObjectInfo> put) throws IOException {
    try {
      answer(put);
      return false;
    } catch (ObjectStoreException e) {
      if (e.kind() != Kind.CONDITION_FAILED && e.kind() != Kind.CONFLICT) {
        throw e;
      }
      return true;
    }
  }

  private static <T> T answer(CompletableFuture<T> request) throws IOException {
    try {
      return request.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw e;
    }
  }
}
