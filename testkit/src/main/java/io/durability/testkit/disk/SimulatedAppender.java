package io.durability.testkit.disk;

import io.durability.errors.DurabilityException;
import io.durability.errors.PoisonedException;
import io.durability.errors.UnavailableException;
import io.durability.storage.Appender;
import io.durability.storage.FileName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Writes an append file of a {@link SimulatedDirectory}. Its lock makes a seal wait for a sync. */
final class SimulatedAppender implements Appender {

  private final SimulatedDirectory directory;
  private final FileName name;
  private final SimulatedFile file;
  private long length;
  private boolean established;
  private boolean sealed;
  private boolean closed;
  private @Nullable IOException failure;

  SimulatedAppender(SimulatedDirectory directory, FileName name, SimulatedFile file) {
    this.directory = directory;
    this.name = name;
    this.file = file;
  }

  @Override
  public void write(ByteBuffer bytes) throws DurabilityException {
    directory.requireOpen();
    synchronized (this) {
      checkUsable();
      try {
        length += file.write(bytes, length);
      } catch (IOException e) {
        throw failed(e);
      }
    }
  }

  @Override
  public CompletableFuture<Long> sync() {
    try {
      directory.requireOpen();
      return CompletableFuture.completedFuture(force());
    } catch (DurabilityException | RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private synchronized long force() throws DurabilityException {
    checkUsable();
    try {
      file.force(true);
      if (!established) {
        directory.forceNameOf(name);
        established = true;
      }
      return length;
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private UnavailableException failed(IOException cause) {
    failure = cause;
    return new UnavailableException(
        "file not written, found=" + cause.getMessage(), directory.location(name), cause);
  }

  private void checkUsable() throws DurabilityException {
    if (closed) {
      throw new IllegalStateException("appender is closed [" + directory.location(name) + "]");
    }
    if (failure != null) {
      throw new PoisonedException(
          "an earlier write or sync failed", directory.location(name), failure);
    }
    directory.requireUnsealed(sealed, name);
  }

  synchronized void seal() {
    sealed = true;
  }

  @Override
  public synchronized long length() {
    return length;
  }

  @Override
  public synchronized void close() {
    closed = true;
    file.close();
  }
}
