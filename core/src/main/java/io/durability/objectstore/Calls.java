package io.durability.objectstore;

import io.durability.objectstore.ObjectStoreException.Kind;
import io.durability.storage.Clockwork;
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
  private final long answerNanosMax;
  private final long patienceNanos;

  Calls(ObjectStore store, ObjectStoreOptions options) {
    this.store = store;
    this.clockwork = options.clockwork();
    this.answerNanosMax = options.answerNanosMax();
    this.patienceNanos = options.patienceNanos();
  }

  Backoff backoff() {
    return backoff(Backoff.TRIES_MAX);
  }

  /** Returns when an operation is tried again, so many times in all. */
  Backoff backoff(int triesMax) {
    return new Backoff(clockwork, patienceNanos, triesMax);
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

  /** Sends a request that may be repeated, until it succeeds or is told that it never will. */
  <T> CompletableFuture<T> repeated(Supplier<CompletableFuture<T>> request) {
    CompletableFuture<T> result = new CompletableFuture<>();
    attempt(request, backoff(), result);
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
    return repeated(() -> store.get(key, position, length, version));
  }

  CompletableFuture<Optional<ObjectInfo>> head(String key) {
    return repeated(() -> store.head(key));
  }

  CompletableFuture<Void> delete(List<String> keys) {
    return repeated(() -> store.delete(keys));
  }

  /** Lists all pages; complete, or failed as a whole. In the order of the store. */
  CompletableFuture<List<ObjectInfo>> list(String prefix, String after) {
    return page(prefix, after, Optional.empty(), new ArrayList<>());
  }

  private CompletableFuture<List<ObjectInfo>> page(
      String prefix, String after, Optional<String> page, List<ObjectInfo> found) {
    return repeated(() -> store.list(prefix, after, page))
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
