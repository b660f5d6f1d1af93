package io.durability.rocksdb;

import io.durability.errors.Location;
import io.durability.errors.PoisonedException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.CompactRangeOptions;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * One column family of an open database. Every call goes into native code, which a handle that was
 * closed brings down: whoever calls holds the {@link Session} open meanwhile.
 *
 * <p>Every batch is synced. Not only because its verb promises that: if each record of RocksDB's
 * write-ahead log is durable before the next one begins, a damaged record with a whole one behind
 * it is damage and not a torn tail, which {@link WalCheck} relies on.
 *
 * <p>Threads: any number at a time.
 */
final class KeyStore implements AutoCloseable {

  private final RocksDB database;
  private final ColumnFamilyHandle family;
  private final Location location;
  private final WriteOptions writing;
  private final ReadOptions reading = new ReadOptions().setVerifyChecksums(true);

  private volatile @Nullable RocksDBException failure;

  KeyStore(RocksDB database, ColumnFamilyHandle family, Location location, boolean synced) {
    this.location = location;
    this.database = database;
    this.family = family;
    this.writing = new WriteOptions().setSync(synced);
  }

  /** Fails if the owner of a shared database has closed it: any further call would be fatal. */
  void checkUsable() {
    if (!isUsable()) {
      throw new IllegalStateException("database or column family was closed by its owner");
    }
  }

  boolean isUsable() {
    return database.isOwningHandle() && family.isOwningHandle();
  }

  byte @Nullable [] get(byte[] key) throws RocksDBException {
    return database.get(family, reading, key);
  }

  /** Returns an iterator over a moment of the column family; the caller closes it. */
  RocksIterator iterator() {
    return database.newIterator(family, reading);
  }

  /**
   * Applies a batch, all of it or nothing, and returns when it is durable. After one that failed
   * all others are refused: whether its record is in RocksDB's log is unknown, and behind one that
   * is there in part, later ones could not be read.
   *
   * @throws PoisonedException if an earlier one failed
   */
  void write(WriteBatch batch) throws PoisonedException, RocksDBException {
    RocksDBException earlier = failure;
    if (earlier != null) {
      throw new PoisonedException("an earlier write failed", location, earlier);
    }
    try {
      database.write(writing, batch);
    } catch (RocksDBException e) {
      failure = e;
      throw e;
    }
  }

  void put(WriteBatch batch, byte[] key, byte[] value) throws RocksDBException {
    batch.put(family, key, value);
  }

  /** Adds the first bytes of an array as chunks, so that no value is large. */
  void putChunks(WriteBatch batch, long fileId, long offset, byte[] bytes, int length)
      throws RocksDBException {
    for (int at = 0; at < length; at += Chunks.BYTES_MAX) {
      byte[] chunk = Arrays.copyOfRange(bytes, at, Math.min(length, at + Chunks.BYTES_MAX));
      batch.put(family, Keys.chunk(fileId, offset + at), chunk);
    }
  }

  void delete(WriteBatch batch, byte[] key) throws RocksDBException {
    batch.delete(family, key);
  }

  /** Deletes the chunks of a file that begin at an offset or behind it. */
  void deleteChunks(WriteBatch batch, long fileId, long from) throws RocksDBException {
    batch.deleteRange(family, Keys.chunk(fileId, from), Keys.chunk(fileId + 1, 0));
  }

  /** Rewrites the tables that hold these files' chunks without what was deleted of them. */
  void compact(long firstFileId, long lastFileId) throws RocksDBException {
    try (CompactRangeOptions range =
        new CompactRangeOptions()
            .setExclusiveManualCompaction(false)
            .setBottommostLevelCompaction(
                CompactRangeOptions.BottommostLevelCompaction.kForceOptimized)) {
      // Flushes what lies in memory first, which frees its part of RocksDB's write-ahead log too.
      database.compactRange(
          family, Keys.chunk(firstFileId, 0), Keys.chunk(lastFileId + 1, 0), range);
    }
  }

  @Override
  public void close() {
    reading.close();
    writing.close();
  }
}
