package io.durability.testkit;

import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.errors.SupersededException;
import io.durability.storage.Appender;
import io.durability.storage.FileReader;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Holds written bytes until their sync, as {@link WriteBackDirectory} says. Its lock guards what is
 * held, because readers and a seal look at it from other threads; it is not held during a sync.
 */
final class WriteBackAppender implements Appender {

  private final Appender in;
  private final Location location;
  private final boolean sabotaged;
  private final Consumer<WriteBackAppender> onFirstSync;
  private final Consumer<WriteBackAppender> onClose;
  private final ByteArrayOutputStream held = new ByteArrayOutputStream();
  private @Nullable CompletableFuture<Long> created;
  private long flushed;
  private long length;
  private boolean ended;
  private boolean closed;

  WriteBackAppender(
      Appender in,
      Location location,
      boolean sabotaged,
      Consumer<WriteBackAppender> onFirstSync,
      Consumer<WriteBackAppender> onClose) {
    this.in = in;
    this.location = location;
    this.sabotaged = sabotaged;
    this.onFirstSync = onFirstSync;
    this.onClose = onClose;
  }

  @Override
  public synchronized void write(ByteBuffer bytes) throws DurabilityException {
    if (closed) {
      throw new IllegalStateException("appender is closed [" + location + "]");
    }
    if (ended) {
      throw new SupersededException("file was sealed", location);
    }
    byte[] taken = new byte[bytes.remaining()];
    bytes.get(taken);
    held.writeBytes(taken);
    length += taken.length;
  }

  @Override
  public CompletableFuture<Long> sync() {
    synchronized (this) {
      if (closed || ended) {
        return in.sync();
      }
      if (sabotaged) {
        long claimed = length;
        return create().thenApply(unused -> claimed);
      }
      try {
        flush();
      } catch (DurabilityException e) {
        return CompletableFuture.failedFuture(e);
      }
      if (created == null) {
        return create();
      }
    }
    return in.sync();
  }

  /** The first sync, which makes the file, or tells that the name was taken. */
  private CompletableFuture<Long> create() {
    CompletableFuture<Long> first = created;
    if (first == null) {
      first =
          in.sync()
              .thenApply(
                  synced -> {
                    onFirstSync.accept(this);
                    return synced;
                  });
      created = first;
    }
    return first;
  }

  private void flush() throws DurabilityException {
    byte[] all = held.toByteArray();
    in.write(ByteBuffer.wrap(all));
    held.reset();
    flushed += all.length;
  }

  /** Ends the holding: a sabotaged appender writes back now, any other loses what it holds. */
  synchronized void release() {
    if (sabotaged && !closed) {
      try {
        flush();
        long ignored = in.sync().join();
        assert ignored >= 0;
      } catch (DurabilityException | CompletionException e) {
        // Sealed or failed meanwhile: bytes that were never synced may be lost.
        assert e.getMessage() != null;
      }
    }
    held.reset();
  }

  /** A seal of the file within. */
  interface Sealing {
    long seal() throws DurabilityException;
  }

  synchronized long sealing(Sealing sealing) throws DurabilityException {
    release();
    long sealed = sealing.seal();
    ended = true;
    return sealed;
  }

  /** An open of the file within. */
  interface Opening {
    FileReader open() throws DurabilityException;
  }

  synchronized FileReader reader(Opening opening) throws DurabilityException {
    return new HeldReader(opening.open(), flushed, held.toByteArray());
  }

  /** Returns how far readers in this process may read. */
  synchronized long visible() {
    return flushed + held.size();
  }

  @Override
  public synchronized long length() {
    return length;
  }

  @Override
  public void close() throws DurabilityException {
    synchronized (this) {
      if (!closed) {
        release();
        closed = true;
      }
    }
    onClose.accept(this);
    in.close();
  }
}
