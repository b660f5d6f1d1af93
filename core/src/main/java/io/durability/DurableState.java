package io.durability;

import io.durability.errors.DurabilityException;
import io.durability.errors.PoisonedException;
import io.durability.errors.SupersededException;
import io.durability.storage.Directory;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A state that outlives its process: recovered when it is opened, changed by entries, each of which
 * is in a log before it counts, and published as a checkpoint from time to time.
 *
 * <pre>{@code
 * try (Directory directory = Directories.open(URI.create("file:///data/bank"));
 *     DurableState<Ledger, Transfer> ledger =
 *         DurableState.<Ledger, Transfer>builder(directory)
 *             .initial(Ledger::empty)
 *             .apply(Ledger::apply)
 *             .stateCodec(ledgerCodec)
 *             .entryCodec(Codecs.records(Transfer.class))
 *             .publishEvery(10_000)
 *             .open()) {
 *   ledger.submit(new Transfer(from, to, cents)).join(); // durable when it completes
 *   long balance = ledger.read(state -> state.balance(to));
 * }
 * }</pre>
 *
 * <p><b>Submit.</b> An entry is checked, appended to the log and applied to the state in one step,
 * so entries are applied in the order of the log, by however many threads they come. What {@code
 * submit} throws was not appended and changed nothing. What the future fails with was appended, but
 * its durability is unknown.
 *
 * <p><b>Visible before durable.</b> {@link #read} shows every entry that was applied, a moment
 * before it is durable, so that the next submit builds on it; a crash can still take back the last
 * of them. What must not be taken back (a message to somebody else, a payment) waits for the future
 * of the submit, or is read by {@link #readDurable}.
 *
 * <p><b>Publish.</b> Recovery reads the newest checkpoint and applies the entries behind it; {@link
 * #publish}, or {@code publishEvery}, keeps those few and gives back the space of older ones. The
 * state at any time does not depend on when it was published.
 *
 * <p><b>When it fails.</b> After a failed write or sync every method throws a {@link
 * PoisonedException}, and after another writer has taken over a {@link SupersededException}. What
 * is in memory is then no longer to be relied on: close this object and, if this process is to go
 * on, call {@link DurableStateBuilder#open} again. It recovers at least everything that was
 * acknowledged. An applier that throws poisons too, because its entry is in the log and the state
 * may be half changed: refuse by {@link DurableStateBuilder#check} what cannot be applied. As
 * recovery applies the entry again, it fails likewise until the applier is mended.
 *
 * <p>Threads: all methods may be called from any threads. The functions that are passed in run
 * under a lock: they must be short, must not keep the state, and may not submit, publish or close.
 * Callbacks of futures run outside of it and may. An interrupt ends no wait.
 *
 * @param <S> the type of the state, mutable or not
 * @param <E> the type of an entry
 */
public final class DurableState<S, E> implements AutoCloseable {

  private final RecoveryReport recovery;
  private final LiveState<S, E> live;
  private final StatePublisher<S, E> publisher;

  DurableState(RecoveryReport recovery, LiveState<S, E> live, StatePublisher<S, E> publisher) {
    this.recovery = recovery;
    this.live = live;
    this.publisher = publisher;
  }

  /** Returns a builder of a state in a directory, which has to stay open as long as the state. */
  public static <S, E> DurableStateBuilder<S, E> builder(Directory directory) {
    return new DurableStateBuilder<>(directory);
  }

  /** Returns how the state came back when it was opened. */
  public RecoveryReport recovery() {
    return recovery;
  }

  /**
   * Appends an entry and applies it to the state, without waiting for it to be durable.
   *
   * @return completes with the entry's id when it is durable; fails with {@link PoisonedException}
   *     or {@link SupersededException} if that is unknown. What depends on it runs in the thread
   *     that commits, which may be one that submits, waits, publishes or closes, after it has let
   *     go of the state; it should be short
   * @throws IllegalArgumentException if the entry is larger than the options allow; like everything
   *     thrown here, it means that nothing was appended or changed
   * @throws RuntimeException what the check throws
   * @throws PoisonedException if the state is poisoned, by an earlier failure
   * @throws SupersededException if another writer has taken over
   * @throws IllegalStateException after close, or inside a function that has the state
   * @throws IOException what the codec throws
   */
  public CompletableFuture<Long> submit(E entry) throws IOException {
    CompletableFuture<Long> durable = live.whenDurable(live.put(entry, (state, id) -> id));
    publisher.publishIfDue();
    return durable;
  }

  /**
   * Appends an entry, applies it to the state, and takes a result from the state as it is right
   * after it, which is told when the entry is durable.
   *
   * @return completes with the result when the entry is durable; fails as that of {@link
   *     #submit(Object)}, or with what the function throws
   * @throws IOException as {@link #submit(Object)}
   */
  public <R> CompletableFuture<R> submit(E entry, Function<? super S, ? extends R> result)
      throws IOException {
    CompletableFuture<R> durable =
        live.whenDurable(live.put(entry, (state, id) -> result.apply(state)));
    publisher.publishIfDue();
    return durable;
  }

  /**
   * Appends an entry, applies it to the state, and waits until it is durable.
   *
   * @return the entry's id
   * @throws IOException as {@link #submit(Object)} and its future
   */
  public long submitDurable(E entry) throws IOException {
    long id = live.awaitDurable(live.put(entry, (state, unused) -> true));
    publisher.publishIfDue();
    return id;
  }

  /**
   * Returns what a function takes from the state, which does not change meanwhile and has every
   * entry that was applied, durable or not.
   *
   * @param reader must not keep the state, if it is mutable
   * @throws DurabilityException if the state is poisoned or superseded
   * @throws IllegalStateException after close
   */
  public <R extends @Nullable Object> R read(Function<? super S, ? extends R> reader)
      throws DurabilityException {
    return live.read(reader);
  }

  /**
   * Returns what a function takes from the state, after everything that it saw is durable: no crash
   * takes it back.
   *
   * @param reader must not keep the state, if it is mutable
   * @throws DurabilityException if the state is poisoned or superseded, before or meanwhile
   * @throws IllegalStateException after close
   */
  public <R extends @Nullable Object> R readDurable(Function<? super S, ? extends R> reader)
      throws DurabilityException {
    return live.readDurable(reader);
  }

  /**
   * Publishes the state: when it returns, recovery starts from it, and what no kept checkpoint
   * needs is deleted. A crash at any point leaves a log that recovers to the same state.
   *
   * <p>Submits go on meanwhile, except while the state is copied, by {@link
   * DurableStateBuilder#snapshot}, or, if there is no such function, while it is written.
   *
   * @return what was done, or empty if there was no entry since the last publish
   * @throws DurabilityException if the checkpoint could not be written or committed, or the state
   *     is poisoned or superseded; nothing was deleted
   * @throws IOException what the state's codec throws; nothing changed
   * @throws IllegalStateException after close, or inside a function that has the state
   */
  public Optional<PublishResult> publish() throws IOException {
    return publisher.publish();
  }

  /** Returns the id of the last entry that was applied, durable or not; 0 if there is none. */
  public long lastId() {
    return live.lastId();
  }

  /** Returns the id up to which everything is durable. */
  public long durableId() {
    return live.durableId();
  }

  /**
   * Makes everything that was submitted durable and ends the use of the state; a publish that is
   * under way ends first, and none is begun. The directory stays open. Idempotent.
   *
   * @throws DurabilityException if that fails, or the log was poisoned or superseded: what was not
   *     acknowledged may be lost. The state is closed all the same
   */
  @Override
  public void close() throws DurabilityException {
    publisher.close();
  }
}
