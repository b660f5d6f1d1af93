package io.durability.objectstore;

import io.durability.errors.Location;
import io.durability.objectstore.ObjectStoreException.Kind;
import io.durability.storage.Clockwork;
import io.durability.storage.DirectoryListener;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * Requests of one store: each is given up when no answer comes, and those that may be repeated
 * without harm are repeated.
 */
final class Calls {

  final ObjectStore store;
  final Clockwork clockwork;
  private final DirectoryListener retries;
  private final Location location;
  private final long answerNanosMax;
  private final long patienceNanos;

  /**
   * Makes it.
   *
   * @param retries is told of every request that is made again
   */
  Calls(ObjectStore store, ObjectStoreOptions options, DirectoryListener retries) {
    this.store = store;
    this.retries = retries;
    this.location = Location.of(store);
    this.clockwork = options.clockwork();
    this.answerNanosMax = options.answerNanosMax();
    this.patienceNanos = options.patienceNanos();
  }

  /**
   * Returns when an operation is tried again.
   *
   * @param request what listeners are told of it, as with {@link #repeated}
   */
  Backoff backoff(String request, String key) {
    return backoff(request, key, Backoff.TRIES_MAX);
  }

  /** Returns when an operation is tried again, so many times in all. */
  Backoff backoff(String request, String key, int triesMax) {
    return new Backoff(
        clockwork,
        patienceNanos,
        triesMax,
        (attempt, failure) -> retries.retried(place(key), request, attempt, failure));
  }

  private Location place(String key) {
    return Keys.file(key)
        .map(file -> new Location(location.directory(), file, -1, -1))
        .orElse(location);
  }

  /** Returns an id that no other operation has; taken when sending, so that clones differ. */
  UUID newId() {
    return new UUID(clockwork.entropy().nextLong(), clockwork.entropy().nextLong());
  }

  /**
   * Sends one request. It ends with what the store says, or as unknown when that takes too long; it
   * is then cancelled, and may take effect all the same.
   */
  <T> CompletableFuture<T> once(Supplier<CompletableFuture<T>> request) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    CompletableFuture<T> sent = sent(request);
    Clockwork.Timer timer =
        clockwork.schedule(
            () -> {
              answer.completeExceptionally(
                  new ObjectStoreException(
                      Kind.UNKNOWN,
                      "no answer within " + Duration.ofNanos(answerNanosMax).toMillis() + " ms",
                      null));
              // If it still waits to be sent, it need not be any more.
              sent.cancel(false);
            },
            answerNanosMax);
    whenDone(
        sent,
        (value, thrown) -> {
          timer.cancel();
          if (thrown == null) {
            answer.complete(value);
          } else {
            answer.completeExceptionally(unwrap(thrown));
          }
        });
    return answer;
  }

  private static <T> CompletableFuture<T> sent(Supplier<CompletableFuture<T>> request) {
    try {
      return request.get();
    } catch (IllegalArgumentException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /**
   * Sends a request that may be repeated, until it succeeds or is told that it never will.
   *
   * @param name what the request is called
   * @param key what it is about: a key, what keys begin with, or empty text
   */
  <T> CompletableFuture<T> repeated(
      String name, String key, Supplier<CompletableFuture<T>> request) {
    CompletableFuture<T> result = new CompletableFuture<>();
    attempt(request, backoff(name, key), result);
    return result;
  }

  private <T> void attempt(
      Supplier<CompletableFuture<T>> request, Backoff backoff, CompletableFuture<T> result) {
    whenDone(
        once(request),
        (value, thrown) -> {
          if (thrown == null) {
            result.complete(value);
            return;
          }
          Throwable reason = unwrap(thrown);
          if (reason instanceof ObjectStoreException failure && isRepeatable(failure.kind())) {
            reason = backoff.again(failure, () -> attempt(request, backoff, result));
          }
          if (reason != null) {
            result.completeExceptionally(reason);
          }
        });
  }

  private static boolean isRepeatable(Kind kind) {
    return switch (kind) {
      case UNKNOWN, THROTTLED, CONFLICT, DENIED -> true;
      case CONDITION_FAILED, NOT_FOUND, REJECTED -> false;
    };
  }

  CompletableFuture<ObjectRange> get(
      String key, long position, int length, Optional<String> version) {
    return repeated("GET", key, () -> store.get(key, position, length, version));
  }

  CompletableFuture<Optional<ObjectInfo>> head(String key) {
    return repeated("HEAD", key, () -> store.head(key));
  }

  CompletableFuture<Void> delete(List<String> keys) {
    return repeated("DELETE", keys.size() == 1 ? keys.get(0) : "", () -> store.delete(keys));
  }

  /** Lists all pages; complete, or failed as a whole. In the order of the store. */
  CompletableFuture<List<ObjectInfo>> list(String prefix, String after) {
    return page(prefix, after, Optional.empty(), new ArrayList<>());
  }

  private CompletableFuture<List<ObjectInfo>> page(
      String prefix, String after, Optional<String> page, List<ObjectInfo> found) {
    return repeated("LIST", prefix, () -> store.list(prefix, after, page))
        .thenCompose(
            result -> {
              for (ObjectInfo object : result.objects()) {
                if (object.key().startsWith(prefix)) {
                  found.add(object);
                }
              }
              return result.next().isEmpty()
                  ? CompletableFuture.completedFuture(found)
                  : page(prefix, after, result.next(), found);
            });
  }

  /** Writes an object under a condition; see {@link ConditionalPut}. */
  CompletableFuture<PutOutcome> put(
      String key, UUID operation, ByteBuffer content, PutCondition condition) {
    return new ConditionalPut(
            this, new SinglePut(this, key, operation, content), condition, Hedge.NONE)
        .send();
  }

  /** Has something done when a future is done, which throws nothing: nobody waits for it. */
  @SuppressWarnings("FutureReturnValueIgnored")
  static <T> void whenDone(CompletableFuture<T> future, BiConsumer<T, Throwable> then) {
    future.whenComplete(then);
  }

  /** Goes on when a future is done, however it ended: with its value, or the reason it failed. */
  static <T, R> CompletableFuture<R> whicheverWay(
      CompletableFuture<T> future, BiFunction<T, Throwable, CompletableFuture<R>> next) {
    CompletableFuture<R> result = new CompletableFuture<>();
    whenDone(
        future,
        (value, thrown) -> {
          CompletableFuture<R> following;
          try {
            following = next.apply(value, thrown == null ? null : unwrap(thrown));
          } catch (RuntimeException | Error e) {
            // Else nobody would ever be told.
            result.completeExceptionally(e);
            return;
          }
          whenDone(
              following,
              (end, reason) -> {
                if (reason == null) {
                  result.complete(end);
                } else {
                  result.completeExceptionally(unwrap(reason));
                }
              });
        });
    return result;
  }

  /** Returns what a stage of futures wrapped. */
  static Throwable unwrap(Throwable thrown) {
    return thrown instanceof CompletionException && thrown.getCause() != null
        ? thrown.getCause()
        : thrown;
  }
}
