package io.durability;

import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.errors.PoisonedException;
import io.durability.errors.SupersededException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The state of a {@link DurableState} and the log behind it: each entry is checked, appended and
 * applied in one step.
 *
 * <p>{@link #lock} guards the state, its last id and the last ack, and orders the appends. It may
 * be held while an append waits for room, never while callbacks run.
 */
final class LiveState<S, E> {

  private final StateDefinition<S, E> definition;
  private final Log<ByteBuffer> log;
  private final PublishCadence cadence;
  private final StateLock lock = new StateLock();
  private final AtomicReference<@Nullable DurabilityException> failure = new AtomicReference<>();
  private S state;
  private volatile long lastId;
  private @Nullable Ack lastAck;
  private volatile boolean closed;

  LiveState(
      StateDefinition<S, E> definition,
      Recovered<S, ByteBuffer> recovered,
      Log<ByteBuffer> log,
      PublishCadence cadence) {
    this.definition = definition;
    this.log = log;
    this.cadence = cadence;
    this.state = recovered.state();
    this.lastId = recovered.lastId();
  }

  /** What a caller gets from the state right after its entry. */
  interface Result<S, R> {
    R of(S state, long id);
  }

  /**
   * An entry that is in the log.
   *
   * @param result what was taken from the state, or why that failed; complete
   * @param poison why the entry could not be applied, or null
   */
  record Submitted<R>(Ack ack, CompletableFuture<R> result, @Nullable DurabilityException poison) {}

  /** Checks, appends and applies an entry; what is thrown means that nothing was done. */
  <R> Submitted<R> put(E entry, Result<? super S, ? extends R> result) throws IOException {
    requireFree("submit");
    // Outside the lock: entries of many threads are encoded at a time.
    ByteBuffer payload = definition.entryCodec().encode(entry);
    int bytes = payload.remaining();
    CompletableFuture<R> taken = new CompletableFuture<>();
    lock.lockToChange();
    try {
      checkUsable();
      definition.check().accept(state, entry);
      Ack ack = append(payload);
      DurabilityException poison = apply(ack.id(), entry);
      if (poison == null) {
        lastAck = ack;
        cadence.count(bytes);
        take(result, ack.id(), taken);
      }
      return new Submitted<>(ack, taken, poison);
    } finally {
      lock.unlockChange();
    }
  }

  private Ack append(ByteBuffer payload) throws IOException {
    try {
      return log.append(payload);
    } catch (DurabilityException e) {
      note(e);
      throw e;
    }
  }

  /** Applies an entry that is in the log. Returns why nothing may follow, if it failed. */
  private @Nullable DurabilityException apply(long id, E entry) {
    try {
      state = Objects.requireNonNull(definition.applier().apply(state, id, entry), "state");
      lastId = id;
      return null;
    } catch (IOException | RuntimeException e) {
      return poison(id, e);
    } catch (Error e) {
      DurabilityException unused = poison(id, e);
      throw e;
    }
  }

  private DurabilityException poison(long id, Throwable cause) {
    PoisonedException poison =
        new PoisonedException(
            "the applier failed on an entry that is in the log, the state may be half changed",
            Location.of(definition.directory()).entry(id),
            cause);
    note(poison);
    return poison;
  }

  private <R> void take(
      Result<? super S, ? extends R> result, long id, CompletableFuture<R> taken) {
    try {
      taken.complete(result.of(state, id));
    } catch (RuntimeException e) {
      taken.completeExceptionally(e);
    }
  }

  /** Returns a future of the result, told when the entry is durable. */
  <R> CompletableFuture<R> whenDurable(Submitted<R> submitted) {
    DurabilityException poison = submitted.poison;
    if (poison != null) {
      return CompletableFuture.failedFuture(poison);
    }
    CompletableFuture<R> told = new CompletableFuture<>();
    CompletableFuture<Long> unused =
        submitted
            .ack
            .durable()
            .whenComplete(
                (id, failed) -> {
                  note(failed);
                  lock.outside(() -> tell(told, failed, submitted.result));
                });
    return told;
  }

  private static <R> void tell(
      CompletableFuture<R> told, @Nullable Throwable failed, CompletableFuture<R> result) {
    if (failed != null) {
      told.completeExceptionally(failed);
      return;
    }
    CompletableFuture<R> unused =
        result.whenComplete(
            (value, thrown) -> {
              if (thrown == null) {
                told.complete(value);
              } else {
                told.completeExceptionally(thrown);
              }
            });
  }

  /** Waits until an entry is durable, and returns its id. */
  long awaitDurable(Submitted<?> submitted) throws DurabilityException {
    DurabilityException poison = submitted.poison;
    if (poison != null) {
      throw poison;
    }
    await(submitted.ack);
    return submitted.ack.id();
  }

  <R extends @Nullable Object> R read(Function<? super S, ? extends R> reader)
      throws DurabilityException {
    lock.lockToRead();
    try {
      checkUsable();
      return reader.apply(state);
    } finally {
      lock.unlockRead();
    }
  }

  <R extends @Nullable Object> R readDurable(Function<? super S, ? extends R> reader)
      throws DurabilityException {
    R result;
    Ack seen;
    lock.lockToRead();
    try {
      checkUsable();
      result = reader.apply(state);
      seen = lastAck;
    } finally {
      lock.unlockRead();
    }
    await(seen);
    return result;
  }

  /** Waits until everything that was applied before is durable. */
  void awaitApplied() throws DurabilityException {
    Boolean unused = readDurable(state -> true);
  }

  /** The state as it is, which does not change until it is closed. Belongs to one thread. */
  final class Frozen implements AutoCloseable {
    private boolean thawed;

    private Frozen() {
      lock.lockToRead();
    }

    /** Returns the state; it may be used after the close only if it never changes. */
    S state() {
      return state;
    }

    long lastId() {
      return lastId;
    }

    @Nullable Ack lastAck() {
      return lastAck;
    }

    /** Lets submits go on. Idempotent. */
    void thaw() {
      if (!thawed) {
        thawed = true;
        lock.unlockRead();
      }
    }

    @Override
    public void close() {
      thaw();
    }
  }

  Frozen freeze() {
    return new Frozen();
  }

  long lastId() {
    return lastId;
  }

  long durableId() {
    return log.durableId();
  }

  Log<ByteBuffer> log() {
    return log;
  }

  void await(@Nullable Ack ack) throws DurabilityException {
    if (ack == null) {
      return;
    }
    try {
      ack.await();
    } catch (DurabilityException e) {
      note(e);
      throw e;
    }
  }

  /** Refuses what would wait for this thread's own hold of the state. */
  void requireFree(String what) {
    lock.requireFree(what);
  }

  /** Refuses every further use; what is under way may finish. */
  void refuse() {
    closed = true;
  }

  boolean isClosed() {
    return closed;
  }

  void checkUsable() throws DurabilityException {
    if (closed) {
      throw new IllegalStateException(
          "state is closed [" + Location.of(definition.directory()) + "]");
    }
    DurabilityException first = failure.get();
    if (first instanceof SupersededException) {
      throw new SupersededException("another writer has taken over", first.location(), first);
    } else if (first != null) {
      throw new PoisonedException("the state is poisoned, open it anew", first.location(), first);
    }
  }

  /** Keeps the first failure that ends the use of the state. */
  void note(@Nullable Throwable thrown) {
    if (thrown instanceof PoisonedException || thrown instanceof SupersededException) {
      failure.compareAndSet(null, (DurabilityException) thrown);
    }
  }
}
