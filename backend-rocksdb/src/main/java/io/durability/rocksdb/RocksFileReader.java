package io.durability.rocksdb;

import io.durability.errors.CorruptException;
import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.errors.TruncatedException;
import io.durability.storage.FileName;
import io.durability.storage.FileReader;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.rocksdb.RocksDBException;

/**
 * Reads the chunks of one file id, so that it reads one content or tells that it is gone. It holds
 * nothing of RocksDB between two reads: a snapshot held for long would keep deleted space.
 */
final class RocksFileReader implements FileReader {

  private final Session session;
  private final FileName name;
  private final FileMeta file;
  private final Location location;
  private volatile boolean closed;

  RocksFileReader(Session session, FileName name, FileMeta file, Location location) {
    this.session = session;
    this.name = name;
    this.file = file;
    this.location = location;
  }

  @Override
  public long size() {
    return file.length();
  }

  @Override
  public void read(long position, ByteBuffer target) throws DurabilityException {
    if (closed) {
      throw new IllegalStateException("reader is closed [" + location + "]");
    }
    Objects.checkFromIndexSize(position, (long) target.remaining(), file.length());
    session.readFile(
        "bytes not read",
        location.at(position),
        place -> {
          if (!Chunks.read(place.store, file.fileId(), position, target)) {
            throw missing(place, position + target.remaining(), position);
          }
          return this;
        });
  }

  private DurabilityException missing(Place place, long end, long position)
      throws DurabilityException, RocksDBException {
    FileMeta now = place.find(name);
    if (now != null && now.fileId() == file.fileId() && now.length() >= end) {
      return new CorruptException("chunk missing or short", location.at(position));
    }
    return new TruncatedException(
        "file was cut, replaced, renamed or deleted", location.at(position));
  }

  @Override
  public void close() {
    closed = true;
  }
}
