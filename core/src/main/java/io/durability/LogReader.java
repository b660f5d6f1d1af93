package io.durability;

import io.durability.errors.DurabilityException;
import io.durability.internal.format.FrameKind;
import io.durability.internal.log.Follower;
import io.durability.internal.log.Holds;
import io.durability.storage.Directory;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Reads the entries of a log in order, from any id that is still there, in bounded memory, and
 * waits for more if asked. It changes nothing and needs no claim; the writer may be at work in this
 * or another process.
 *
 * <pre>{@code
 * try (LogReader<String> reader = LogReader.open(directory, Codecs.utf8(), 1)) {
 *   while (reader.next()) {
 *     System.out.println(reader.id() + " " + reader.entry());
 *   }
 * }
 * }</pre>
 *
 * <p>A RocksDB database that a directory has for itself is an exception: it has one opening at a
 * time, also for reading, so a reader beside a writer has to use the writer's directory; and
 * opening it after a crash may cut a torn record off RocksDB's own log.
 *
 * <p>What it sees: with {@link Extent#DURABLE}, which is the default, entries that no crash takes
 * back. On a file system the proof of that is written with the next batch, or when the writer is
 * idle or closes, so the last batch shows a moment later; {@link Log#read} has no such delay. With
 * {@link Extent#WRITTEN} it sees everything that recovery would return now.
 *
 * <p>Threads: one at a time.
 *
 * @param <E> the type of an entry
 */
public final class LogReader<E> implements AutoCloseable {

  /** How much of a log a reader sees. */
  public enum Extent {
    /** What is known to be durable. */
    DURABLE,
    /** Everything that verifies, also what a power loss could still take away. */
    WRITTEN
  }

  private final Codec<E> codec;
  private final Follower follower;
  private final Holds.@Nullable Hold hold;

  LogReader(Codec<E> codec, Follower follower, Holds.@Nullable Hold hold) {
    this.codec = codec;
    this.follower = follower;
    this.hold = hold;
  }

  /** Opens a reader of what is durable; see {@link #open(Directory, Codec, long, Extent)}. */
  public static <E> LogReader<E> open(Directory directory, Codec<E> codec, long fromId)
      throws DurabilityException {
    return open(directory, codec, fromId, Extent.DURABLE);
  }

  /**
   * Opens a reader that begins with the first entry at or after an id.
   *
   * @param fromId 1 or more; may be beyond the end
   * @throws io.durability.errors.TruncatedException if entries from there on have been truncated
   * @throws io.durability.errors.CorruptException if segments are missing, or something that had
   *     been durable is damaged
   * @throws io.durability.errors.UnsupportedException if the log is of a newer format
   */
  public static <E> LogReader<E> open(
      Directory directory, Codec<E> codec, long fromId, Extent extent) throws DurabilityException {
    checkId(fromId);
    boolean onlyProven = extent == Extent.DURABLE;
    return new LogReader<>(
        codec, Follower.open(directory, fromId, onlyProven, () -> Long.MAX_VALUE), null);
  }

  static void checkId(long fromId) {
    if (fromId < 1) {
      throw new IllegalArgumentException(
          "entry id out of range [expected>=1, found=" + fromId + "]");
    }
  }

  /**
   * Moves to the next entry, without waiting.
   *
   * @return false at the end of what may be seen; a later call may find more after {@link
   *     #next(Duration)} has looked for it
   * @throws io.durability.errors.CorruptException if something that had been durable is damaged
   * @throws io.durability.errors.TruncatedException if the place was truncated meanwhile
   * @throws IllegalStateException after close
   */
  public boolean next() throws DurabilityException {
    while (follower.next()) {
      if (hold != null) {
        hold.advance(follower.id());
      }
      if (follower.kind() == FrameKind.ENTRY) {
        return true;
      }
    }
    return false;
  }

  /**
   * Moves to the next entry, and at the end of the log waits for one. It looks as often as {@link
   * io.durability.storage.Traits#lookInterval} says, and when the time is over. An interrupt ends
   * the wait; it stays set.
   *
   * @param timeout how long to wait at most; zero or less looks once
   * @return false if none came in time
   * @throws DurabilityException as {@link #next()} does
   * @throws IllegalStateException after close
   */
  public boolean next(Duration timeout) throws DurabilityException {
    if (next()) {
      return true;
    }
    Duration most = timeout.compareTo(SyncPolicy.TIME_MAX) > 0 ? SyncPolicy.TIME_MAX : timeout;
    long begun = System.nanoTime();
    while (true) {
      if (follower.refresh() && next()) {
        return true;
      }
      long left = most.toNanos() - (System.nanoTime() - begun);
      if (left <= 0 || Thread.currentThread().isInterrupted()) {
        return false;
      }
      LockSupport.parkNanos(this, Math.min(left, follower.lookInterval().toNanos()));
    }
  }

  /**
   * Returns the id of the entry moved to. After a move that has returned false the result is
   * undefined.
   *
   * @throws IllegalStateException before the first move, and after close
   */
  public long id() {
    return follower.id();
  }

  /**
   * Returns the entry moved to. After a move that has returned false the result is undefined, and
   * it may be an unchecked exception.
   *
   * @throws IllegalStateException before the first move, and after close
   * @throws IOException what the codec throws
   */
  public E entry() throws IOException {
    return codec.decode(follower.payload());
  }

  /** Gives back file handles, and what it held back from truncation. Idempotent. */
  @Override
  public void close() throws DurabilityException {
    if (hold != null) {
      hold.close();
    }
    follower.close();
  }
}
