package io.durability.storage;

import io.durability.errors.Location;
import io.durability.errors.SupersededException;
import io.durability.errors.UnsupportedException;
import io.durability.storage.MemoryStore.MemoryFile;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/** Holds written bytes back until their sync, as a store that loses unsynced bytes would. */
final class MemoryAppender implements Appender {

  /** The largest append file: what one array holds. */
  static final int BYTES_MAX = Integer.MAX_VALUE - 8;

  private final MemoryStore store;
  private final MemoryFile file;
  private final Location location;
  private final ByteArrayOutputStream unsynced = new ByteArrayOutputStream();
  private long length;
  private boolean closed;

  MemoryAppender(MemoryStore store, MemoryFile file, Location location) {
    this.store = store;
    this.file = file;
    this.location = location;
  }

  @Override
  public void write(ByteBuffer bytes) throws SupersededException {
    if (closed) {
      throw new IllegalStateException("appender is closed [" + location + "]");
    }
    store.lock.lock();
    try {
      if (file.sealed) {
        throw superseded();
      }
    } finally {
      store.lock.unlock();
    }
    length += bytes.remaining();
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    unsynced.writeBytes(copy);
  }

  @Override
  public CompletableFuture<Long> sync() {
    if (closed) {
      return CompletableFuture.failedFuture(
          new IllegalStateException("appender is closed [" + location + "]"));
    }
    store.lock.lock();
    try {
      if (file.sealed) {
        return CompletableFuture.failedFuture(superseded());
      }
      if (file.size > BYTES_MAX - unsynced.size()) {
        return CompletableFuture.failedFuture(
            new UnsupportedException(
                "append file too long, expected<=" + BYTES_MAX + " bytes", location));
      }
      file.add(unsynced.toByteArray(), unsynced.size());
      unsynced.reset();
      return CompletableFuture.completedFuture((long) file.size);
    } finally {
      store.lock.unlock();
    }
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public void close() {
    closed = true;
  }

  private SupersededException superseded() {
    return new SupersededException("file was sealed or deleted", location);
  }
}
