package io.durability;

import io.durability.errors.DurabilityException;
import io.durability.internal.format.Bytes;
import io.durability.internal.log.Claim;
import io.durability.internal.log.Follower;
import io.durability.internal.log.Holds;
import io.durability.internal.log.LogWriter;
import io.durability.internal.log.Truncation;
import io.durability.storage.Directory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The writer of a log: appends entries, and tells when they are durable.
 *
 * <p>Opening claims the log: it ends the right of any earlier writer, finds the end of what is
 * there, and begins a new segment behind it. An application that keeps a state should recover it
 * first and claim with {@link Recovered#claim}, so that no entry can come between.
 *
 * <p>An append frames the entry and returns; appends of many threads are committed together, and
 * each is acknowledged when the sync of its batch is done. After a failed write or sync the log is
 * poisoned: every call fails with {@code PoisonedException} until it is opened again.
 *
 * <p>Threads: all methods may be called from any threads. An interrupt ends no wait and damages
 * nothing; it is set again on return.
 *
 * @param <E> the type of an entry
 */
public final class Log<E> implements AutoCloseable {

  private final Directory directory;
  private final Codec<E> codec;
  private final Claimer claimer;

  Log(Directory directory, Codec<E> codec, Claimer claimer) {
    this.directory = directory;
    this.codec = codec;
    this.claimer = claimer;
  }

  /** Claims a log with the default options; see {@link #open(Directory, Codec, LogOptions)}. */
  public static <E> Log<E> open(Directory directory, Codec<E> codec) throws DurabilityException {
    return open(directory, codec, LogOptions.defaults());
  }

  /**
   * Claims the log in a directory, or begins one if there is none.
   *
   * @throws io.durability.errors.CorruptException if the last segment is damaged below what had
   *     been durable, or segments are missing; no entry is lost and no segment begun, but an
   *     earlier writer may already be superseded
   * @throws io.durability.errors.SupersededException if another writer claimed at the same time and
   *     won
   * @throws io.durability.errors.UnavailableException if another directory object, in this process
   *     or another, holds the lock of the place, or the store does not answer
   * @throws io.durability.errors.UnsupportedException if the log is of a newer format
   */
  public static <E> Log<E> open(Directory directory, Codec<E> codec, LogOptions options)
      throws DurabilityException {
    LogWriter writer = Claim.claim(directory, options.settings());
    return new Log<>(directory, codec, Claimer.claimed(writer));
  }

  /**
   * Appends an entry, without waiting for it to be durable. If the batch that fills has no room for
   * it, this call waits until it has; or, if no other thread is at it, it writes that batch itself,
   * syncs it if that is due, and runs what depends on its acks.
   *
   * @throws IllegalArgumentException if the payload is larger than the option allows; the log stays
   *     usable, as it does after an exception from the codec
   * @throws io.durability.errors.PoisonedException if a commit has failed
   * @throws io.durability.errors.SupersededException if another writer has taken over
   * @throws IllegalStateException after close
   * @throws IOException what the codec throws
   */
  public Ack append(E entry) throws IOException {
    LogWriter writer = claimer.writer();
    return writer.append(encode(writer, entry), Ack::new);
  }

  /**
   * Appends an entry and waits until it is durable. Faster than {@link #append} followed by {@link
   * Ack#await}, because this thread commits the entry itself when no other is committing.
   *
   * @return the entry's id
   * @throws IOException as {@link #append} and {@link Ack#await} do
   */
  public long appendDurable(E entry) throws IOException {
    LogWriter writer = claimer.writer();
    return writer.appendDurable(encode(writer, entry));
  }

  /**
   * Appends entries as one atomic batch: after a crash all of them are recovered, or none. They
   * have consecutive ids, of which the ack tells the last.
   *
   * @throws IllegalArgumentException if there are none, a payload is too large, or all together are
   *     larger than the option allows; the log stays usable
   * @throws IOException as {@link #append} does
   */
  public Ack appendAll(List<? extends E> entries) throws IOException {
    LogWriter writer = claimer.writer();
    List<ByteBuffer> payloads = new ArrayList<>(entries.size());
    long bytes = 0;
    for (E entry : entries) {
      // Its codec may use one buffer for all of them.
      ByteBuffer payload = Bytes.copy(encode(writer, entry));
      bytes = writer.checkBatch(bytes, payload.remaining());
      payloads.add(payload);
    }
    if (payloads.isEmpty()) {
      throw new IllegalArgumentException("an atomic batch needs an entry [found=0]");
    }
    return writer.appendAll(payloads, Ack::new);
  }

  /**
   * Waits until everything appended before is durable.
   *
   * @throws io.durability.errors.PoisonedException if a commit has failed
   * @throws io.durability.errors.SupersededException if another writer has taken over
   * @throws IllegalStateException after close
   */
  public void sync() throws DurabilityException {
    claimer.writer().sync();
  }

  /** Returns the id of the last entry or marker appended, 0 if there is none. */
  public long lastId() {
    LogWriter writer = claimer.writerIfClaimed();
    return writer == null ? claimer.expectedLastId() : writer.lastId();
  }

  /** Returns the id up to which everything is durable. */
  public long durableId() {
    LogWriter writer = claimer.writerIfClaimed();
    return writer == null ? claimer.expectedLastId() : writer.durableId();
  }

  /**
   * Opens a reader of this log in this process. It sees every durable entry at once, and until it
   * is closed nothing from its current entry on is truncated.
   *
   * @param fromId 1 or more; may be beyond the end
   * @throws io.durability.errors.TruncatedException if entries from there on have been truncated
   * @throws IllegalStateException after close
   */
  public LogReader<E> read(long fromId) throws DurabilityException {
    LogReader.checkId(fromId);
    LogWriter writer = claimer.writer();
    writer.requireOpen();
    Holds.Hold hold = writer.holds().from(fromId);
    boolean opened = false;
    try {
      Follower follower = Follower.open(directory, fromId, false, writer::durableId);
      opened = true;
      return new LogReader<>(codec, follower, hold);
    } finally {
      if (!opened) {
        hold.close();
      }
    }
  }

  /**
   * Deletes the segments of which every entry is at or below the oldest kept checkpoint that is
   * undamaged, and our own checkpoints that are older than it, as a publish does. Nothing is
   * deleted until as many undamaged checkpoints exist as are to be kept, nor what a reader from
   * {@link #read} still needs. A crash midway leaves a log that recovers to the same state.
   *
   * @return what was deleted, and why deletion stopped, if it did
   * @throws DurabilityException if a checkpoint could not be read, or the log is poisoned or
   *     superseded; nothing was deleted
   * @throws IllegalStateException after close
   */
  public TruncateResult truncate() throws DurabilityException {
    Truncation done = claimer.writer().truncate();
    return new TruncateResult(done.segments(), done.bytes(), Optional.ofNullable(done.failure()));
  }

  /**
   * Makes everything appended durable and ends this writer. The directory stays open. Idempotent.
   *
   * @throws DurabilityException if that fails, or the log was poisoned or superseded: what was not
   *     acknowledged may be lost. The log is closed all the same
   */
  @Override
  public void close() throws DurabilityException {
    claimer.close();
  }

  LogWriter writer() throws DurabilityException {
    return claimer.writer();
  }

  private ByteBuffer encode(LogWriter writer, E entry) throws IOException {
    ByteBuffer payload = codec.encode(entry);
    writer.checkPayload(payload.remaining());
    return payload;
  }
}
