package io.durability.testkit;

import io.durability.objectstore.ObjectRange;
import io.durability.objectstore.ObjectStoreException;
import io.durability.objectstore.ObjectStoreException.Kind;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A request on its way to a {@link SimulatedObjectStore} and back: when it takes effect, if and how
 * often, and when the answer comes, if any.
 */
final class SimulatedRequest<T> {

  private static final long TIMEOUT_NANOS = 10_000_000_000L;
  private static final long LATE_NANOS_MAX = 120_000_000_000L;
  private static final int SLOWNESS = 50;

  private final SimulatedObjectStore store;
  private final ObjectRequest request;
  private final @Nullable ObjectFault fault;
  private final Effect<T> effect;
  private final @Nullable ByteBuffer content;
  private final @Nullable ByteBuffer copy;
  final CompletableFuture<T> future = new CompletableFuture<>();
  private long latency;

  /** What a request does at the store, where the fault has a say in it. */
  interface Effect<T> {
    T apply(@Nullable ObjectFault fault) throws ObjectStoreException;
  }

  /** What came of a request at the store. */
  private record Outcome<T>(@Nullable T value, @Nullable ObjectStoreException failure) {
    static <T> Outcome<T> of(Effect<T> effect, @Nullable ObjectFault fault) {
      try {
        return new Outcome<>(effect.apply(fault), null);
      } catch (ObjectStoreException e) {
        return new Outcome<>(null, e);
      }
    }

    static <T> Outcome<T> failed(Kind kind, String what) {
      return new Outcome<>(null, new ObjectStoreException(kind, what, null));
    }
  }

  SimulatedRequest(
      SimulatedObjectStore store,
      ObjectRequest request,
      @Nullable ByteBuffer content,
      @Nullable ObjectFault fault,
      Effect<T> effect) {
    this.store = store;
    this.request = request;
    this.content = content == null ? null : content.duplicate();
    this.copy = content == null ? null : ByteBuffer.wrap(ObjectBucket.copy(content));
    this.fault = fault;
    this.effect = effect;
  }

  /** Puts it on its way. */
  void send() {
    latency =
        store.timing.sample(request.kind(), store.chance)
                * (fault == ObjectFault.SLOW ? SLOWNESS : 1)
            + store.timing.transferNanos(request.bytes());
    if (fault == null) {
      answerAfterEffect();
      return;
    }
    switch (fault) {
      case LOST_REQUEST -> answerIn(lossNanos(), lost());
      case LOST_ANSWER -> {
        store.world.schedule(effectNanos(), this::takeEffect);
        answerIn(Math.max(latency, lossNanos()), lost());
      }
      case LATE -> {
        answerIn(TIMEOUT_NANOS, lost());
        store.world.schedule(
            TIMEOUT_NANOS / 2 + store.chance.nextLong(LATE_NANOS_MAX), this::takeEffect);
      }
      case SENT_TWICE -> {
        store.world.schedule(effectNanos() / 2, this::takeEffect);
        answerAfterEffect();
      }
      case ECHO -> {
        answerAfterEffect();
        store.world.schedule(latency + store.chance.nextLong(LATE_NANOS_MAX), this::takeEffect);
      }
      case CONDITION_412 -> refuse(Kind.CONDITION_FAILED, "412 precondition failed");
      case CONFLICT_409 -> refuse(Kind.CONFLICT, "409 conflicting operation under way");
      case NOT_FOUND_404 -> refuse(Kind.NOT_FOUND, "404 no object");
      case THROTTLED_429 -> refuse(Kind.THROTTLED, "429 too many requests");
      case FAILED_500, PAGE_FAILS -> refuse(Kind.UNKNOWN, "500 internal error");
      case SLOW_DOWN_503 -> refuse(Kind.THROTTLED, "503 slow down");
      case DENIED_403 -> refuse(Kind.DENIED, "403 expired token");
      case CUT_BODY -> refuse(Kind.UNKNOWN, "body ended early");
      case DAMAGED_BODY, PAGE_UNORDERED, HALF_DELETED, SLOW -> answerAfterEffect();
    }
  }

  private long effectNanos() {
    return latency * (20 + store.chance.nextInt(61)) / 100;
  }

  private long lossNanos() {
    return store.chance.nextBoolean() ? TIMEOUT_NANOS : latency;
  }

  private Outcome<T> lost() {
    return Outcome.failed(Kind.UNKNOWN, "no answer");
  }

  private void refuse(Kind kind, String what) {
    answerIn(latency, Outcome.failed(kind, what));
  }

  private Outcome<T> takeEffect() {
    Outcome<T> outcome = Outcome.of(effect, fault);
    store.after.accept(request);
    return outcome;
  }

  private void answerAfterEffect() {
    long atStore = effectNanos();
    long back = latency - atStore;
    store.world.schedule(
        atStore,
        () -> {
          Outcome<T> outcome = takeEffect();
          long bytes = outcome.value instanceof ObjectRange range ? range.bytes().remaining() : 0;
          answerIn(back + store.timing.transferNanos(bytes), outcome);
        });
  }

  private void answerIn(long nanos, Outcome<T> outcome) {
    store.world.schedule(store.process, nanos, () -> answer(outcome));
  }

  private void answer(Outcome<T> outcome) {
    if (!future.isDone() && content != null && !content.equals(copy)) {
      throw new IllegalStateException("content changed while it was sent: " + request);
    }
    if (outcome.failure != null) {
      future.completeExceptionally(outcome.failure);
    } else {
      complete(outcome.value);
    }
  }

  @SuppressWarnings("NullAway") // A deletion gives null, as its Void says.
  private void complete(@Nullable T value) {
    future.complete(value);
  }
}
