package io.durability.rocksdb;

import java.lang.System.Logger;
import java.util.concurrent.locks.ReentrantLock;
import org.rocksdb.RocksDBException;

/**
 * Gives deleted space back. RocksDB only notes that a range was deleted and keeps the bytes until a
 * compaction happens to pass; a log that is truncated again and again would grow meanwhile.
 *
 * <p>Threads: {@link #lock} guards the counts; one compaction at a time.
 */
final class Reclaimer {

  private static final Logger LOG = System.getLogger(Reclaimer.class.getName());

  private final KeyStore store;
  private final String label;
  private final long bytesDue;
  private final ReentrantLock lock = new ReentrantLock();
  private final ReentrantLock compacting = new ReentrantLock();
  private long bytes;
  private long firstFileId = Long.MAX_VALUE;
  private long lastFileId;

  Reclaimer(KeyStore store, String label, long bytesDue) {
    this.store = store;
    this.label = label;
    this.bytesDue = bytesDue;
  }

  /** Notes that a file's chunks were deleted. */
  void deleted(long fileId, long fileBytes) {
    lock.lock();
    try {
      bytes += fileBytes;
      firstFileId = Math.min(firstFileId, fileId);
      lastFileId = Math.max(lastFileId, fileId);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Compacts, if enough was deleted to be worth it. Takes as long as rewriting what lies between
   * the deleted files, so it is called without the place's lock.
   */
  void reclaim() {
    if (!compacting.tryLock()) {
      return;
    }
    try {
      long first;
      long last;
      lock.lock();
      try {
        if (bytes < bytesDue) {
          return;
        }
        first = firstFileId;
        last = lastFileId;
        bytes = 0;
        firstFileId = Long.MAX_VALUE;
        lastFileId = 0;
      } finally {
        lock.unlock();
      }
      store.compact(first, last);
    } catch (RocksDBException e) {
      // The deletion was durable before this began, so it has not failed. If it is the disk that
      // failed, RocksDB refuses the next write.
      LOG.log(Logger.Level.WARNING, "space of deleted files not given back [" + label + "]", e);
    } finally {
      compacting.unlock();
    }
  }
}
