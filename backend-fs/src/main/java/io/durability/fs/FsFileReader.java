package io.durability.fs;

import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.errors.TruncatedException;
import io.durability.storage.FileReader;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads the file that had the name when it was opened, whatever becomes of the name. */
final class FsFileReader implements FileReader {

  private final FileHandle handle;
  private final long size;
  private final Location location;
  private final Consumer<FsFileReader> onClose;
  private final AtomicBoolean closed = new AtomicBoolean();

  FsFileReader(FileHandle handle, long size, Location location, Consumer<FsFileReader> onClose) {
    this.handle = handle;
    this.size = size;
    this.location = location;
    this.onClose = onClose;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public void read(long position, ByteBuffer target) throws DurabilityException {
    if (closed.get()) {
      throw closed(null);
    }
    Objects.checkFromIndexSize(position, (long) target.remaining(), size);
    try {
      Transfers.readFully(handle, target, position);
    } catch (EOFException e) {
      throw new TruncatedException("file became shorter", location.at(position), e);
    } catch (ClosedChannelException e) {
      throw closed(e);
    } catch (IOException e) {
      throw Failures.of("file not read", location.at(position), e);
    }
  }

  private IllegalStateException closed(@Nullable ClosedChannelException cause) {
    return new IllegalStateException("reader is closed [" + location + "]", cause);
  }

  @Override
  public void close() throws DurabilityException {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    try {
      // First, and by this thread alone: it ends only after the reads under way, and while these
      // run the reader counts as one, or its file could be written again.
      handle.close();
    } catch (IOException e) {
      throw Failures.of("reader not closed", location, e);
    } finally {
      onClose.accept(this);
    }
  }
}
