package io.durability.benchmarks.peers;

import io.durability.benchmarks.Contender;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.rocksdb.FlushOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteOptions;

/** RocksDB, a key for each entry; synced writes, which it groups itself. */
final class Rocks implements Contender {

  private final Options options = new Options().setCreateIfMissing(true);
  private final WriteOptions synced = new WriteOptions().setSync(true);
  private final WriteOptions unsynced = new WriteOptions();
  private final RocksDB database;
  private long nextKey;

  private Rocks(Path folder) throws RocksDBException {
    database = RocksDB.open(options, folder.toString());
  }

  static Rocks open(Path folder) throws RocksDBException {
    RocksDB.loadLibrary();
    return new Rocks(folder);
  }

  private synchronized byte[] key() {
    return ByteBuffer.allocate(Long.BYTES).putLong(nextKey++).array();
  }

  @Override
  public void append(byte[] payload) throws RocksDBException {
    database.put(synced, key(), payload);
  }

  @Override
  public void appendBuffered(byte[] payload) throws RocksDBException {
    database.put(unsynced, key(), payload);
  }

  @Override
  public void sync() throws RocksDBException {
    database.flushWal(true);
  }

  @Override
  public long replay() throws RocksDBException {
    try (FlushOptions flush = new FlushOptions()) {
      database.flush(flush);
    }
    long bytes = 0;
    try (RocksIterator each = database.newIterator()) {
      for (each.seekToFirst(); each.isValid(); each.next()) {
        bytes += each.value().length;
      }
    }
    return bytes;
  }

  @Override
  public void close() {
    database.close();
    synced.close();
    unsynced.close();
    options.close();
  }
}
