package io.durability.segments;

import io.durability.Ack;
import io.durability.Applier;
import io.durability.Log;
import io.durability.LogOptions;
import io.durability.PublishResult;
import io.durability.Publisher;
import io.durability.Recovered;
import io.durability.Recovery;
import io.durability.errors.CorruptException;
import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.segments.SegmentEntry.Checkpoint;
import io.durability.storage.Directory;
import io.durability.storage.FileName;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A segment index that outlives crashes: its state, and the log that every change of it goes
 * through.
 *
 * <pre>{@code
 * try (SegmentIndex index = SegmentIndex.open(directory, LogOptions.defaults())) {
 *   index.append(new AddSegment(7, 1_000)).await(); // durable
 *   index.append(new DeleteDocuments(List.of(new Deletion(7, 12))));
 *   index.publish(); // what was appended so far needs no replay any more
 * }
 * }</pre>
 *
 * <p>An entry that does not fit the state is refused before it is appended, so every entry of the
 * log fits the state that those before it lead to. Recovery checks that again, and an entry that
 * does not fit is reported as corruption.
 *
 * <p>Threads: all methods may be called from any threads. The changes of the state have the order
 * that their entries have in the log.
 */
public final class SegmentIndex implements AutoCloseable {

  private final Log<SegmentEntry> log;
  private final Publisher<SegmentState> publisher = Publisher.of(SegmentState.codec());
  private final ReentrantLock lock = new ReentrantLock();

  /** Held for the whole of a publish, or one could overtake the other with a later state. */
  private final ReentrantLock publishing = new ReentrantLock();

  /** Covers every entry appended, guarded by the lock. */
  private SegmentState state;

  private SegmentIndex(SegmentState state, Log<SegmentEntry> log) {
    this.state = state;
    this.log = log;
  }

  /**
   * Says how the state of the index in a directory is recovered: to the end of its log or up to an
   * id, which changes nothing, and from there on with {@link #claim}.
   *
   * <p>Recovering fails with {@code CorruptException}, which names the entry, if an entry does not
   * fit the state that those before it lead to.
   */
  public static Recovery<SegmentState, SegmentEntry> recovery(Directory directory) {
    Applier<SegmentState, SegmentEntry> applier =
        (state, id, entry) -> {
          try {
            checkCovered(entry, id - 1);
            state.apply(entry);
            return state;
          } catch (IllegalArgumentException e) {
            throw new CorruptException(
                "entry does not fit the segment index: " + e.getMessage(),
                Location.of(directory).entry(id),
                e);
          }
        };
    return Recovery.of(
        directory, SegmentState.codec(), SegmentEntry.codec(), SegmentState::new, applier);
  }

  /**
   * Recovers the index of a directory and claims its log, or begins both.
   *
   * @throws IOException as {@link Recovery#latest} and {@link Recovered#claim}
   */
  public static SegmentIndex open(Directory directory, LogOptions options) throws IOException {
    return claim(recovery(directory).latest(), options);
  }

  /**
   * Claims the log of an index that was recovered, which brings the state up to its end.
   *
   * @param recovered not to be used afterwards
   * @throws IOException as {@link Recovered#claim}
   */
  public static SegmentIndex claim(
      Recovered<SegmentState, SegmentEntry> recovered, LogOptions options) throws IOException {
    Log<SegmentEntry> log = recovered.claim(options);
    return new SegmentIndex(recovered.state(), log);
  }

  /**
   * Appends an entry and changes the state, without waiting for the entry to be durable.
   *
   * @throws IllegalArgumentException if the entry does not fit the state, or a checkpoint entry
   *     covers more than was appended; nothing changed
   * @throws IOException as {@link Log#append} does; the state did not change
   */
  public Ack append(SegmentEntry entry) throws IOException {
    lock.lock();
    try {
      checkCovered(entry, log.lastId());
      state.check(entry);
      Ack ack = log.append(entry);
      state.apply(entry);
      return ack;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Appends entries as one atomic batch, each of which fits the state that those before it lead to:
   * after a crash all of them are recovered, or none.
   *
   * @throws IllegalArgumentException if there are none, or as {@link #append}; nothing changed
   * @throws IOException as {@link Log#appendAll} does; the state did not change
   */
  public Ack appendAll(List<? extends SegmentEntry> entries) throws IOException {
    List<SegmentEntry> all = List.copyOf(entries);
    lock.lock();
    try {
      SegmentState next = state.copy();
      long lastId = log.lastId();
      for (SegmentEntry entry : all) {
        checkCovered(entry, lastId++);
        next.apply(entry);
      }
      Ack ack = log.appendAll(all);
      state = next;
      return ack;
    } finally {
      lock.unlock();
    }
  }

  /** An application's checkpoint can't cover what is not there yet. */
  private static void checkCovered(SegmentEntry entry, long lastId) {
    if (entry instanceof Checkpoint checkpoint && checkpoint.lastId() > lastId) {
      throw new IllegalArgumentException(
          "last id of a checkpoint [expected<=" + lastId + ", found=" + checkpoint.lastId() + "]");
    }
  }

  /** Returns a copy of the state, which covers what was appended so far, durable or not. */
  public SegmentState state() {
    lock.lock();
    try {
      return state.copy();
    } finally {
      lock.unlock();
    }
  }

  /** Returns the id of the last entry or marker appended, 0 if there is none. */
  public long lastId() {
    return log.lastId();
  }

  /** Returns the id up to which everything is durable. */
  public long durableId() {
    return log.durableId();
  }

  /**
   * Publishes the state as it is now: makes every entry so far durable, writes a checkpoint,
   * commits it, and deletes what it covers of the log. Others may append meanwhile.
   *
   * @throws IOException as {@link Publisher#publish(Log, Object, long)} and {@link Log#sync} do
   */
  public PublishResult publish() throws IOException {
    publishing.lock();
    try {
      Snapshot snapshot = snapshot();
      return publisher.publish(log, snapshot.state, snapshot.lastId);
    } finally {
      publishing.unlock();
    }
  }

  /**
   * Publishes the state as {@link #publish()} does, under a file name of the caller's choice, which
   * must not exist yet. Such a checkpoint is never deleted by the library.
   *
   * @throws io.durability.errors.ConditionNotMetException if the name is taken; nothing changed
   * @throws IOException as {@link #publish()} does
   */
  public PublishResult publish(FileName name) throws IOException {
    publishing.lock();
    try {
      Snapshot snapshot = snapshot();
      return publisher.publish(log, snapshot.state, snapshot.lastId, name);
    } finally {
      publishing.unlock();
    }
  }

  private record Snapshot(SegmentState state, long lastId) {}

  private Snapshot snapshot() throws DurabilityException {
    Snapshot snapshot;
    lock.lock();
    try {
      // Under the lock, so that no entry is covered by the id and missing in the state.
      snapshot = new Snapshot(state.copy(), log.lastId());
    } finally {
      lock.unlock();
    }
    log.sync();
    return snapshot;
  }

  /**
   * Makes everything appended durable and ends this writer. The directory stays open. Idempotent.
   *
   * @throws DurabilityException as {@link Log#close} does
   */
  @Override
  public void close() throws DurabilityException {
    log.close();
  }
}
