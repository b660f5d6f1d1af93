package io.durability.fs;

import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.errors.PoisonedException;
import io.durability.errors.SupersededException;
import io.durability.errors.UnsupportedException;
import io.durability.storage.Appender;
import io.durability.storage.FileName;
import java.io.IOException;
import java.lang.System.Logger;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Writes one append file through a kept handle.
 *
 * <p>Threads: {@link #state} guards everything, held through writes and forces, so that a seal from
 * another thread comes before or after a sync, never within it.
 */
final class FsAppender implements Appender {

  /** The largest append file: below what common local file systems take (ext4: 16 TiB). */
  static final long BYTES_MAX = 1L << 40;

  private static final Logger LOG = System.getLogger(FsAppender.class.getName());

  private final FsDirectory directory;
  private final FileName name;
  private final FileHandle handle;
  private final WriteBack writeBack;
  private final ReentrantLock state = new ReentrantLock();

  /** What is written; also read without the lock. */
  private volatile long length;

  private long durableLength;

  /** Physical length: data, and behind it zeros or what a deleted file held. */
  private long reserved;

  /** The file until its first sync, if it was a spare; it has no name then. */
  private @Nullable SpareFile unnamed;

  /** Whether the file, its name and what was written first are durable. */
  private boolean established;

  private boolean lengthChanged;
  private boolean sealed;
  private boolean closed;
  private @Nullable Throwable failure;

  FsAppender(FsDirectory directory, FileName name, FileHandle handle) {
    this.directory = directory;
    this.name = name;
    this.handle = handle;
    this.writeBack = new WriteBack(handle);
  }

  /** Writes over a spare. */
  FsAppender(FsDirectory directory, FileName name, SpareFiles.OpenSpare spare) {
    this(directory, name, spare.handle());
    this.unnamed = spare.spare();
    this.reserved = unnamed.length();
  }

  FileName name() {
    return name;
  }

  @Override
  public void write(ByteBuffer bytes) throws DurabilityException {
    state.lock();
    try {
      checkUsable();
      long end = Math.addExact(length, bytes.remaining());
      if (end > BYTES_MAX) {
        throw new UnsupportedException(
            "append file too long, expected<=" + BYTES_MAX + " bytes, found=" + end, location());
      }
      try {
        Transfers.writeFully(handle, bytes, length);
      } catch (IOException e) {
        failure = e;
        throw Failures.of("bytes not written", location().at(length), e);
      } catch (RuntimeException | Error e) {
        failure = e;
        throw e;
      }
      length = end;
      if (end > reserved) {
        reserved = end;
        lengthChanged = true;
      }
      writeBack.written(end);
    } finally {
      state.unlock();
    }
  }

  @Override
  public CompletableFuture<Long> sync() {
    state.lock();
    try {
      checkUsable();
      if (!established || durableLength < length) {
        force();
      }
      return CompletableFuture.completedFuture(durableLength);
    } catch (DurabilityException | RuntimeException | Error e) {
      return CompletableFuture.failedFuture(e);
    } finally {
      state.unlock();
    }
  }

  private void force() throws DurabilityException {
    try {
      // Nothing may exist behind what the first sync covers: if it is lost, a file that is longer
      // than its header would look like a log whose durable header was damaged.
      if (established && lengthChanged) {
        reserved = Reservation.extend(handle, length, length - durableLength);
      }
      writeBack.force(lengthChanged || !established, length);
      if (!established) {
        establish();
      }
    } catch (IOException e) {
      // Never tried again: the pages that could not be written may count as clean from now on.
      failure = e;
      throw Failures.of("bytes not forced", location().at(durableLength), e);
    } catch (RuntimeException | Error e) {
      failure = e;
      throw e;
    }
    lengthChanged = false;
    established = true;
    durableLength = length;
  }

  /** Makes the name durable, after the content that the first sync covers. */
  private void establish() throws IOException {
    if (unnamed == null) {
      directory.forceFolderOf(name);
    } else {
      unnamed.giveName(name);
      unnamed = null;
    }
  }

  @Override
  public long length() {
    return length;
  }

  /**
   * Ends the right to write, after a write or sync under way. Returns the length written, or -1 if
   * that is unknown, because a write failed.
   */
  long seal() {
    state.lock();
    try {
      if (!sealed && !closed) {
        sealed = true;
        // The handle goes as well: no later code path can write to what the next writer settles.
        trimAndCloseHandle();
      }
      return written();
    } catch (IOException e) {
      // What is written is known nevertheless, and settling cuts off what lies behind it.
      LOG.log(Logger.Level.DEBUG, "reserved space not given back: " + name, e);
      return written();
    } finally {
      state.unlock();
    }
  }

  /** Returns the length written, or -1 if a write or sync has failed. */
  private long written() {
    return failure == null ? length : -1;
  }

  @Override
  public void close() throws DurabilityException {
    state.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      try {
        if (!sealed) {
          trimAndCloseHandle();
        }
      } catch (IOException e) {
        failure = e;
        throw Failures.of("reserved space not given back", location(), e);
      } finally {
        if (unnamed != null) {
          unnamed.discard();
        }
        directory.forget(this, isWhole());
      }
    } finally {
      state.unlock();
    }
  }

  private void trimAndCloseHandle() throws IOException {
    try {
      if (failure == null && unnamed == null && reserved > length) {
        handle.truncate(length);
      }
    } finally {
      closeHandle();
    }
  }

  private boolean isWhole() {
    return established && !sealed && failure == null && durableLength == length;
  }

  /** Nothing written depends on how closing ends: durable is what a force has confirmed. */
  private void closeHandle() {
    try {
      handle.close();
    } catch (IOException e) {
      if (failure == null) {
        failure = e;
      }
    }
  }

  private void checkUsable() throws DurabilityException {
    if (closed) {
      throw new IllegalStateException("appender is closed [" + location() + "]");
    }
    if (failure != null) {
      throw new PoisonedException("an earlier write or sync failed", location(), failure);
    }
    if (sealed) {
      throw new SupersededException("file was sealed, deleted or replaced", location());
    }
  }

  private Location location() {
    return Location.of(directory, name);
  }
}
