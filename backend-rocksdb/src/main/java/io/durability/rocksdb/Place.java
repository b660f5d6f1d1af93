package io.durability.rocksdb;

import io.durability.errors.CorruptException;
import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.errors.NotFoundException;
import io.durability.errors.UnsupportedException;
import io.durability.storage.FileName;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;

/**
 * A column family with files in it, as all directories of this process see it that are open on it.
 * RocksDB's own lock keeps other processes out; so one writer a file is a matter of this object,
 * and two directories on one column family must share it.
 *
 * <p>Threads: {@link #lock} guards everything that looks at a name and then changes it. It is taken
 * before an appender's own lock, never after.
 */
final class Place {

  /** The layout that {@link Keys} describes. */
  private static final byte LAYOUT_VERSION = 1;

  private static final int LAYOUT_BYTES = 1 + Long.BYTES;

  /** How many file ids are set aside by one write; what is left of them at the end is skipped. */
  private static final long IDS_AT_ONCE = 1 << 16;

  final ReentrantLock lock = new ReentrantLock();
  final KeyStore store;
  final Reclaimer reclaimer;

  private final String label;
  private final Map<Long, RocksAppender> writers = new ConcurrentHashMap<>();
  private volatile boolean claimed;

  /** Guarded by the lock. */
  private long nextId;

  private long idLimit;

  /**
   * Looks whether the column family is one of ours.
   *
   * @throws UnsupportedException if it holds something else, or a later layout
   */
  Place(KeyStore store, String label, long reclaimBytes)
      throws DurabilityException, RocksDBException {
    this.store = store;
    this.label = label;
    reclaimer = new Reclaimer(store, label, reclaimBytes);
    idLimit = firstUnusedId();
    nextId = idLimit;
  }

  private long firstUnusedId() throws DurabilityException, RocksDBException {
    byte[] layout = store.get(Keys.LAYOUT);
    if (layout == null) {
      try (RocksIterator any = store.iterator()) {
        any.seekToFirst();
        any.status();
        if (any.isValid()) {
          throw new UnsupportedException(
              "column family holds something else, expected=files of this library, or empty",
              Location.of(label));
        }
      }
      return 1;
    }
    if (layout.length == 0 || layout[0] != LAYOUT_VERSION) {
      throw new UnsupportedException(
          "layout of the column family unknown, expected="
              + LAYOUT_VERSION
              + ", found="
              + (layout.length == 0 ? "none" : layout[0]),
          Location.of(label));
    }
    if (layout.length != LAYOUT_BYTES || ByteBuffer.wrap(layout).getLong(1) <= 0) {
      throw new CorruptException("layout of the column family malformed", Location.of(label));
    }
    return ByteBuffer.wrap(layout).getLong(1);
  }

  /** Before the first change: sets file ids aside, and deletes what a crash left without a name. */
  void claim() throws DurabilityException, RocksDBException {
    if (claimed) {
      return;
    }
    lock.lock();
    try {
      if (!claimed) {
        try (WriteBatch batch = new WriteBatch()) {
          sweep(batch);
          reserve(batch);
          store.write(batch);
        }
        idLimit = nextId + IDS_AT_ONCE;
        claimed = true;
      }
    } finally {
      lock.unlock();
    }
  }

  private void reserve(WriteBatch batch) throws RocksDBException {
    byte[] layout = new byte[LAYOUT_BYTES];
    ByteBuffer.wrap(layout).put(LAYOUT_VERSION).putLong(nextId + IDS_AT_ONCE);
    store.put(batch, Keys.LAYOUT, layout);
  }

  private void sweep(WriteBatch batch) throws DurabilityException, RocksDBException {
    Set<Long> named = new HashSet<>();
    try (RocksIterator entries = store.iterator()) {
      entries.seek(Keys.name(""));
      for (; entries.isValid() && Keys.isName(entries.key()); entries.next()) {
        named.add(FileMeta.decode(entries.value(), Location.of(label)).fileId());
      }
      entries.status();
      entries.seek(Keys.chunk(0, 0));
      while (entries.isValid() && Keys.isChunk(entries.key())) {
        long fileId = Keys.fileIdOf(entries.key());
        if (!named.contains(fileId)) {
          store.deleteChunks(batch, fileId, 0);
        }
        entries.seek(Keys.chunk(fileId + 1, 0));
      }
      entries.status();
    }
  }

  /** Returns a file id, or a version, that was never used. Under the lock. */
  long nextId() throws DurabilityException, RocksDBException {
    if (nextId == idLimit) {
      try (WriteBatch batch = new WriteBatch()) {
        reserve(batch);
        store.write(batch);
      }
      idLimit = nextId + IDS_AT_ONCE;
    }
    return nextId++;
  }

  /** Returns a file id that was never used. */
  long newFileId() throws DurabilityException, RocksDBException {
    lock.lock();
    try {
      return nextId();
    } finally {
      lock.unlock();
    }
  }

  Location location(FileName name) {
    return Location.of(label, name);
  }

  @Nullable FileMeta find(FileName name) throws CorruptException, RocksDBException {
    byte[] value = store.get(Keys.name(name));
    return value == null ? null : FileMeta.decode(value, location(name));
  }

  FileMeta existing(FileName name) throws DurabilityException, RocksDBException {
    FileMeta found = find(name);
    if (found == null) {
      throw new NotFoundException("file not found", location(name));
    }
    return found;
  }

  void opened(RocksAppender appender) {
    writers.put(appender.fileId(), appender);
  }

  void closed(RocksAppender appender) {
    writers.remove(appender.fileId(), appender);
  }

  /**
   * Ends the right of a file's writer, if it has one, to write it: on return no sync of it is under
   * way, and none will begin. Under the lock.
   */
  void end(FileMeta file) {
    RocksAppender writer = writers.remove(file.fileId());
    if (writer != null) {
      writer.end();
    }
  }
}
