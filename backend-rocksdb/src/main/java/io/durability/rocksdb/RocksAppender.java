package io.durability.rocksdb;

import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.errors.PoisonedException;
import io.durability.errors.SupersededException;
import io.durability.errors.UnsupportedException;
import io.durability.storage.Appender;
import io.durability.storage.FileName;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * Writes one append file: collects chunks, and with each sync puts them and the new length into one
 * batch.
 *
 * <p>Threads: {@link #state} guards everything, held through the batch, so that a seal from another
 * thread comes before or after a sync, never within it. The session's lock is taken before it.
 */
final class RocksAppender implements Appender {

  static final long BYTES_MAX = 1L << 40;

  /**
   * How much may wait for a sync. What is beyond is written without one, and then durable early.
   */
  private static final int WAITING_BYTES_MAX = 4 << 20;

  private static final int BUFFER_BYTES_MIN = 1 << 12;

  private final Session session;
  private final Place place;
  private final FileName name;
  private final FileMeta file;
  private final ReentrantLock state = new ReentrantLock();

  private byte[] waiting = new byte[BUFFER_BYTES_MIN];
  private int waitingBytes;
  private long length;
  private long durableLength;
  private boolean ended;
  private boolean closed;
  private @Nullable Throwable failure;

  RocksAppender(Session session, Place place, FileName name, FileMeta file) {
    this.session = session;
    this.place = place;
    this.name = name;
    this.file = file;
  }

  long fileId() {
    return file.fileId();
  }

  @Override
  public void write(ByteBuffer bytes) throws DurabilityException {
    session.perform("bytes not written", location(), held -> writeHeld(bytes));
  }

  private void writeHeld(ByteBuffer bytes) throws DurabilityException, RocksDBException {
    state.lock();
    try {
      checkUsable();
      long end = Math.addExact(length, bytes.remaining());
      if (end > BYTES_MAX) {
        throw new UnsupportedException(
            "append file too long, expected<=" + BYTES_MAX + " bytes, found=" + end, location());
      }
      while (bytes.hasRemaining()) {
        if (waitingBytes == WAITING_BYTES_MAX) {
          commit();
        }
        int count = Math.min(bytes.remaining(), WAITING_BYTES_MAX - waitingBytes);
        reserve(waitingBytes + count);
        bytes.get(waiting, waitingBytes, count);
        waitingBytes += count;
        length += count;
      }
    } finally {
      state.unlock();
    }
  }

  private void reserve(int bytes) {
    if (bytes > waiting.length) {
      int doubled = Math.min(WAITING_BYTES_MAX, waiting.length * 2);
      waiting = Arrays.copyOf(waiting, Math.max(bytes, doubled));
    }
  }

  @Override
  public CompletableFuture<Long> sync() {
    try {
      return CompletableFuture.completedFuture(
          session.change("bytes not synced", location(), held -> syncHeld()));
    } catch (DurabilityException | RuntimeException | Error e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private long syncHeld() throws DurabilityException, RocksDBException {
    state.lock();
    try {
      checkUsable();
      if (waitingBytes > 0) {
        commit();
      }
      return durableLength;
    } finally {
      state.unlock();
    }
  }

  /** The barrier of an append: one synced batch, of which all or nothing is there after a crash. */
  private void commit() throws DurabilityException, RocksDBException {
    KeyStore store = place.store;
    try (WriteBatch batch = new WriteBatch(waitingBytes + BUFFER_BYTES_MIN)) {
      store.putChunks(batch, file.fileId(), durableLength, waiting, waitingBytes);
      long end = durableLength + waitingBytes;
      store.put(batch, Keys.name(name), file.withLength(end).encode());
      store.write(batch);
      durableLength = end;
      waitingBytes = 0;
    } catch (DurabilityException | RocksDBException | RuntimeException | Error e) {
      // Never tried again: the batch may be in RocksDB's log, and a second one would be as well.
      failure = e;
      throw e;
    }
  }

  @Override
  public long length() {
    return length;
  }

  /** Ends the right to write, after a sync under way. */
  void end() {
    state.lock();
    try {
      ended = true;
    } finally {
      state.unlock();
    }
  }

  @Override
  public void close() {
    state.lock();
    try {
      closed = true;
      waiting = new byte[0];
      waitingBytes = 0;
    } finally {
      state.unlock();
    }
    place.closed(this);
    session.forget(this);
  }

  private void checkUsable() throws DurabilityException {
    if (closed) {
      throw new IllegalStateException("appender is closed [" + location() + "]");
    }
    if (failure != null) {
      throw new PoisonedException("an earlier write or sync failed", location(), failure);
    }
    if (ended) {
      throw new SupersededException("file was sealed, deleted or replaced", location());
    }
  }

  private Location location() {
    return place.location(name);
  }
}
