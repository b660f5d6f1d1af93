package io.durability.benchmarks;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * Group commit straight on RocksDB, without a log: what threads put while a batch is being written
 * goes into the next one, each as a key of its own with its number.
 *
 * <p>Threads: the monitor guards everything but the write itself, which one leader does at a time.
 */
final class RawRocksGroup implements AutoCloseable {

  private final RocksDB database;
  private final WriteOptions synced = new WriteOptions().setSync(true);
  private List<byte[]> filling = new ArrayList<>();
  private long nextKey;
  private long durableKey;
  private boolean leading;

  RawRocksGroup(RocksDB database) {
    this.database = database;
  }

  /** Puts a value durably. */
  void put(byte[] value) throws RocksDBException, InterruptedException {
    List<byte[]> batch;
    long own;
    long first;
    synchronized (this) {
      own = nextKey++;
      filling.add(value);
      while (durableKey <= own && leading) {
        wait();
      }
      if (durableKey > own) {
        return;
      }
      leading = true;
      batch = filling;
      filling = new ArrayList<>();
      first = nextKey - batch.size();
    }
    write(first, batch);
    synchronized (this) {
      durableKey = first + batch.size();
      leading = false;
      notifyAll();
    }
  }

  private void write(long first, List<byte[]> values) throws RocksDBException {
    try (WriteBatch batch = new WriteBatch()) {
      byte[] key = new byte[Long.BYTES];
      for (int i = 0; i < values.size(); i++) {
        ByteBuffer.wrap(key).putLong(first + i);
        batch.put(key, values.get(i));
      }
      database.write(synced, batch);
    }
  }

  @Override
  public void close() {
    synced.close();
  }
}
