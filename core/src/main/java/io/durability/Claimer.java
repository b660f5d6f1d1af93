package io.durability;

import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.errors.SupersededException;
import io.durability.internal.log.Claim;
import io.durability.internal.log.LogWriter;
import io.durability.internal.log.WriterSettings;
import io.durability.storage.Directory;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Holds the writer of a log, or claims the log when the writer is first asked for.
 *
 * <p>Threads: any; one of them claims, under the lock.
 */
final class Claimer {

  private final ReentrantLock claiming = new ReentrantLock();
  private final @Nullable Directory directory;
  private final @Nullable WriterSettings settings;
  private final long expectedLastId;
  private volatile @Nullable LogWriter writer;
  private boolean closed;

  private Claimer(
      @Nullable Directory directory,
      @Nullable WriterSettings settings,
      long expectedLastId,
      @Nullable LogWriter writer) {
    this.directory = directory;
    this.settings = settings;
    this.expectedLastId = expectedLastId;
    this.writer = writer;
  }

  static Claimer claimed(LogWriter writer) {
    return new Claimer(null, null, writer.lastId(), writer);
  }

  /** Claims later, and only if the log then still ends with the given id. */
  static Claimer lazily(Directory directory, WriterSettings settings, long expectedLastId) {
    return new Claimer(directory, settings, expectedLastId, null);
  }

  /** Returns the writer, and claims the log if need be. */
  LogWriter writer() throws DurabilityException {
    LogWriter present = writer;
    return present == null ? claim() : present;
  }

  /** Returns the writer if the log has been claimed. */
  @Nullable LogWriter writerIfClaimed() {
    return writer;
  }

  long expectedLastId() {
    return expectedLastId;
  }

  /** Closes the writer, or makes sure that there never is one. */
  void close() throws DurabilityException {
    LogWriter present;
    claiming.lock();
    try {
      closed = true;
      present = writer;
    } finally {
      claiming.unlock();
    }
    if (present != null) {
      present.close();
    }
  }

  private LogWriter claim() throws DurabilityException {
    claiming.lock();
    try {
      LogWriter present = writer;
      if (present != null) {
        return present;
      }
      if (closed || directory == null || settings == null) {
        throw new IllegalStateException("log is closed");
      }
      // Looked at first without a seal: a claim that is bound to fail must not end a live writer.
      requireExpected(directory, Claim.lastIdUnclaimed(directory));
      Directory in = directory;
      LogWriter made =
          Claim.<DurabilityException>claim(
              in, settings, claim -> requireExpected(in, claim.lastId()));
      writer = made;
      return made;
    } finally {
      claiming.unlock();
    }
  }

  private void requireExpected(Directory in, long found) throws SupersededException {
    if (found != expectedLastId) {
      throw new SupersededException(
          "another writer has appended since the state was recovered, expected last id="
              + expectedLastId
              + ", found="
              + found,
          Location.of(in));
    }
  }
}
