package com.example.onefile;

import com.example.onefile.StoredFiles.StoredFile;
import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.errors.PoisonedException;
import io.durability.errors.SupersededException;
import io.durability.storage.Appender;
import io.durability.storage.FileName;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/** Holds bytes back until their sync. Used by one thread at a time. */
final class OneFileAppender implements Appender {

  private final OneFileDirectory directory;
  private final FileName name;
  private final StoredFile file;
  private final ByteArrayOutputStream unsynced = new ByteArrayOutputStream();
  private long length;
  private DurabilityException failure;
  private boolean closed;

  OneFileAppender(OneFileDirectory directory, FileName name, StoredFile file) {
    this.directory = directory;
    this.name = name;
    this.file = file;
  }

  @Override
  public void write(ByteBuffer bytes) throws DurabilityException {
    if (closed) {
      throw new IllegalStateException("appender is closed [file=" + name + "]");
    }
    checkUsable();
    directory.lock.lock();
    try {
      directory.checkNotSealed(name, file);
    } finally {
      directory.lock.unlock();
    }
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    unsynced.writeBytes(copy);
    length += copy.length;
  }

  // BACKENDS: begin appender
  @Override
  public CompletableFuture<Long> sync() {
    if (closed) {
      return CompletableFuture.failedFuture(
          new IllegalStateException("appender is closed [file=" + name + "]"));
    }
    try {
      checkUsable();
      long durable = directory.add(name, file, unsynced.toByteArray());
      unsynced.reset();
      return CompletableFuture.completedFuture(durable);
    } catch (DurabilityException e) {
      failure = e; // and never again: see Appender
      return CompletableFuture.failedFuture(e);
    } catch (IllegalStateException e) {
      return CompletableFuture.failedFuture(e); // the directory is closed
    }
  }

  // BACKENDS: end appender

  private void checkUsable() throws PoisonedException {
    if (failure != null && !(failure instanceof SupersededException)) {
      throw new PoisonedException("an earlier sync failed", Location.of(directory, name), failure);
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
}
