package io.durability.rocksdb;

import io.durability.errors.ConditionNotMetException;
import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.errors.PoisonedException;
import io.durability.storage.Condition;
import io.durability.storage.FileName;
import io.durability.storage.FileWriter;
import io.durability.storage.Version;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * Writes chunks under a file id that no name leads to; the commit lets one lead to it. Memory: one
 * batch of {@link #WAITING_BYTES_MAX}.
 *
 * <p>Threads: {@link #state} guards everything, because the directory's close may come from another
 * thread than the rest. The session's lock is taken before it.
 */
final class RocksFileWriter implements FileWriter {

  /** How much is collected before it is written. */
  private static final int WAITING_BYTES_MAX = 1 << 20;

  private final Session session;
  private final FileName name;
  private final Location location;
  private final long fileId;
  private final ReentrantLock state = new ReentrantLock();
  private byte[] waiting = new byte[Chunks.BYTES_MAX];
  private int waitingBytes;
  private long written;
  private boolean closed;
  private @Nullable Throwable failure;

  RocksFileWriter(Session session, FileName name, Location location, long fileId) {
    this.session = session;
    this.name = name;
    this.location = location;
    this.fileId = fileId;
  }

  @Override
  public void write(ByteBuffer bytes) throws DurabilityException {
    session.perform("bytes not written", location, place -> writeHeld(place, bytes));
  }

  private void writeHeld(Place place, ByteBuffer bytes)
      throws DurabilityException, RocksDBException {
    state.lock();
    try {
      checkUsable();
      while (bytes.hasRemaining()) {
        if (waitingBytes == waiting.length) {
          makeRoom(place.store);
        }
        int count = Math.min(bytes.remaining(), waiting.length - waitingBytes);
        bytes.get(waiting, waitingBytes, count);
        waitingBytes += count;
      }
    } finally {
      state.unlock();
    }
  }

  private void makeRoom(KeyStore store) throws DurabilityException, RocksDBException {
    if (waiting.length < WAITING_BYTES_MAX) {
      waiting = Arrays.copyOf(waiting, waiting.length * 2);
      return;
    }
    try (WriteBatch batch = new WriteBatch()) {
      store.putChunks(batch, fileId, written, waiting, waitingBytes);
      store.write(batch);
    } catch (DurabilityException | RocksDBException | RuntimeException | Error e) {
      failure = e;
      throw e;
    }
    written += waitingBytes;
    waitingBytes = 0;
  }

  @Override
  public Version commit(Condition condition) throws DurabilityException {
    Objects.requireNonNull(condition, "condition");
    return session.change("file not committed", location, place -> commitHeld(place, condition));
  }

  private Version commitHeld(Place place, Condition condition)
      throws DurabilityException, RocksDBException {
    state.lock();
    try {
      checkUsable();
      finished();
      try {
        return new WholeFiles(place).put(name, condition, fileId, written, waiting, waitingBytes);
      } catch (ConditionNotMetException e) {
        discard(place);
        throw e;
      }
    } finally {
      state.unlock();
    }
  }

  /** After another failure the chunks stay, until the next claim of the place sweeps them. */
  private void discard(Place place) throws DurabilityException, RocksDBException {
    if (written == 0 || failure != null) {
      return;
    }
    try (WriteBatch batch = new WriteBatch()) {
      place.store.deleteChunks(batch, fileId, 0);
      place.store.write(batch);
    }
    place.reclaimer.deleted(fileId, written);
  }

  @Override
  public void close() throws DurabilityException {
    session.finish("leftovers not deleted", location, this::closeHeld);
  }

  private void closeHeld(Place place) throws DurabilityException, RocksDBException {
    state.lock();
    try {
      if (!closed) {
        finished();
        discard(place);
      }
    } finally {
      state.unlock();
    }
  }

  private void finished() {
    closed = true;
    session.forget(this);
  }

  private void checkUsable() throws DurabilityException {
    if (closed) {
      throw new IllegalStateException("file writer is closed [" + location + "]");
    }
    if (failure != null) {
      throw new PoisonedException("an earlier write failed", location, failure);
    }
  }
}
