package io.durability.objectstore;

import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.errors.UnsupportedException;
import io.durability.internal.format.ObjectHeader;
import io.durability.internal.format.ProbeMarker;
import io.durability.objectstore.ObjectStoreException.Kind;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Proves once that the store enforces conditions: everything rests on that, and a store that
 * ignores them says nothing. What was proven is kept in a marker object, which is looked for beside
 * the first request that does not depend on it.
 *
 * <p>Guarded by itself.
 */
final class Probe {

  private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

  private final Calls calls;
  private final Location location;
  private @Nullable CompletableFuture<Void> enforced;

  Probe(Calls calls, Location location) {
    this.calls = calls;
    this.location = location;
  }

  /** Begins, if that was not done before, and waits for nothing. */
  @SuppressWarnings("FutureReturnValueIgnored") // Whoever depends on it asks again.
  void begin() {
    enforced();
  }

  /** Begins, if that was not done before; completes when it is known, or fails. */
  synchronized CompletableFuture<Void> enforced() {
    if (enforced == null || enforced.isCompletedExceptionally()) {
      enforced =
          calls
              .head(marker())
              .thenCompose(
                  found -> found.isPresent() ? DONE : probe().thenCompose(unused -> mark()));
    }
    return enforced;
  }

  /** A store that is used without matches may be used with them later: that is proven then. */
  private String marker() {
    return calls.store.traits().matchConditions() ? Keys.PROBE_MARKER : Keys.PROBE_MARKER_ABSENT;
  }

  private CompletableFuture<Void> probe() {
    String key = Keys.PROBE_PREFIX + calls.newId();
    CompletableFuture<Void> probed =
        put(key, new PutCondition.Absent())
            .thenCompose(
                first ->
                    refused("a second creation", key, new PutCondition.Absent())
                        .thenCompose(unused -> probeMatches(key, first)));
    // What is left of a try is harmless.
    return Calls.whicheverWay(
        probed,
        (unused, thrown) ->
            Calls.whicheverWay(
                calls.delete(List.of(key)),
                (gone, failure) -> thrown == null ? DONE : CompletableFuture.failedFuture(thrown)));
  }

  private CompletableFuture<Void> probeMatches(String key, ObjectInfo first) {
    if (!calls.store.traits().matchConditions()) {
      return CompletableFuture.completedFuture(null);
    }
    PutCondition current = new PutCondition.Matches(first.version());
    return put(key, current)
        .thenCompose(second -> refused("the replacement of a stale version", key, current));
  }

  private CompletableFuture<ObjectInfo> put(String key, PutCondition condition) {
    ByteBuffer content = content();
    return calls
        .put(key, calls.newId(), content, condition)
        .thenCompose(
            outcome ->
                outcome.won()
                    ? CompletableFuture.completedFuture(outcome.object().orElseThrow())
                    : failed("object store refuses what the condition allows"));
  }

  /** Asks for what must be refused. */
  private CompletableFuture<Void> refused(String what, String key, PutCondition condition) {
    ByteBuffer content = content();
    Supplier<CompletableFuture<ObjectInfo>> put =
        () -> calls.store.put(key, content.duplicate(), Map.of(), condition);
    return Calls.whicheverWay(
        calls.repeated("PUT", key, put),
        (object, thrown) -> {
          if (thrown == null) {
            return Probe.<Void>failed("object store ignores conditions: it allowed " + what);
          }
          return Calls.unwrap(thrown) instanceof ObjectStoreException failure
                  && failure.kind() == Kind.CONDITION_FAILED
              ? DONE
              : CompletableFuture.<Void>failedFuture(Calls.unwrap(thrown));
        });
  }

  private ByteBuffer content() {
    ByteBuffer content = ByteBuffer.allocate(ObjectHeader.BYTES);
    new ObjectHeader(calls.newId()).put(content);
    return content.flip();
  }

  private CompletableFuture<Void> mark() {
    return calls
        .put(marker(), calls.newId(), ProbeMarker.encode(), new PutCondition.Absent())
        .thenApply(unused -> null);
  }

  private static <T> CompletableFuture<T> failed(String what) {
    return CompletableFuture.failedFuture(new NotEnforced(what));
  }

  /** The store is not fit to be written to. */
  private static final class NotEnforced extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotEnforced(String what) {
      super(what);
    }
  }

  /** Waits until it is known that the store enforces conditions. */
  void require(Answers answers) throws DurabilityException {
    answers.await(told(), location);
  }

  /** As {@link #enforced}, with a failure as users of the directory see it. */
  CompletableFuture<Void> told() {
    return Calls.whicheverWay(
        enforced(),
        (unused, thrown) -> {
          if (thrown == null) {
            return DONE;
          }
          Throwable reason = Calls.unwrap(thrown);
          return CompletableFuture.<Void>failedFuture(
              reason instanceof NotEnforced
                  ? new UnsupportedException(String.valueOf(reason.getMessage()), location)
                  : Answers.told(reason, location));
        });
  }
}
