package io.durability.rocksdb;

import io.durability.errors.CorruptException;
import io.durability.errors.DurabilityException;
import io.durability.storage.Condition;
import io.durability.storage.FileName;
import java.nio.ByteBuffer;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * The verbs on append files as a whole: one batch each. That a file is sealed is a durable fact in
 * its metadata, besides that its writer in this process, the only one there can be, is ended.
 *
 * <p>Threads: each verb takes the place's lock.
 */
final class AppendFiles {

  private final Place place;
  private final KeyStore store;

  AppendFiles(Place place) {
    this.place = place;
    this.store = place.store;
  }

  RocksAppender create(Session session, FileName name)
      throws DurabilityException, RocksDBException {
    place.lock.lock();
    try {
      new WholeFiles(place).check(name, place.find(name), Condition.absent());
      FileMeta file = new FileMeta(FileMeta.Kind.APPEND, place.nextId(), place.nextId(), 0);
      put(name, file);
      RocksAppender appender = new RocksAppender(session, place, name, file);
      place.opened(appender);
      return appender;
    } finally {
      place.lock.unlock();
    }
  }

  long seal(FileName name) throws DurabilityException, RocksDBException {
    place.lock.lock();
    try {
      FileMeta file = place.find(name);
      if (file == null) {
        return 0;
      }
      place.end(file);
      // Read again: a sync that was under way has moved the end.
      file = place.existing(name);
      if (file.kind() != FileMeta.Kind.SEALED) {
        // The file may have been opened again after a crash, or in a shared database after a failed
        // write, of which the record may yet turn up in RocksDB's own log: this one is replayed
        // behind it, and says where the file ends.
        put(name, file.sealed());
      }
      return file.length();
    } finally {
      place.lock.unlock();
    }
  }

  private void put(FileName name, FileMeta file) throws DurabilityException, RocksDBException {
    try (WriteBatch batch = new WriteBatch()) {
      store.put(batch, Keys.name(name), file.encode());
      store.write(batch);
    }
  }

  /** All readable bytes are durable, so what is left to do is to cut off what is behind the end. */
  void settle(FileName name, long from, long end) throws DurabilityException, RocksDBException {
    place.lock.lock();
    try {
      FileMeta file = place.existing(name);
      if (file.kind() != FileMeta.Kind.SEALED) {
        throw new IllegalStateException(
            "settle needs a sealed file [" + place.location(name) + "]");
      }
      if (from < 0 || from > end || end > file.length()) {
        throw new IllegalArgumentException(
            "settle out of range [file="
                + name
                + ", expected 0<=from<=end<="
                + file.length()
                + ", found from="
                + from
                + ", end="
                + end
                + "]");
      }
      if (end < file.length()) {
        cut(name, file, end);
      }
    } finally {
      place.lock.unlock();
    }
  }

  private void cut(FileName name, FileMeta file, long end)
      throws DurabilityException, RocksDBException {
    try (WriteBatch batch = new WriteBatch()) {
      store.deleteChunks(batch, file.fileId(), end);
      long begin = Chunks.beginOf(store, file.fileId(), end);
      if (begin < end) {
        ByteBuffer kept = ByteBuffer.allocate(Math.toIntExact(end - begin));
        if (!Chunks.read(store, file.fileId(), begin, kept)) {
          throw new CorruptException("chunk missing or short", place.location(name).at(begin));
        }
        store.putChunks(batch, file.fileId(), begin, kept.array(), kept.capacity());
      }
      store.put(batch, Keys.name(name), file.withLength(end).encode());
      store.write(batch);
    }
  }
}
