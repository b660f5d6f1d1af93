package io.durability.testkit.disk;

import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.errors.TruncatedException;
import io.durability.errors.UnavailableException;
import io.durability.storage.FileReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;

/** Reads a file of a {@link SimulatedDirectory}, whatever becomes of its name. */
final class SimulatedReader implements FileReader {

  private final SimulatedFile file;
  private final long size;
  private final Location location;
  private volatile boolean closed;

  SimulatedReader(SimulatedFile file, Location location) throws IOException {
    this.file = file;
    this.size = file.size();
    this.location = location;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public void read(long position, ByteBuffer target) throws DurabilityException {
    if (closed) {
      throw new IllegalStateException("reader is closed [" + location + "]");
    }
    Objects.checkFromIndexSize(position, (long) target.remaining(), size);
    readFully(file, position, target, location);
  }

  /** Fills the buffer. */
  static void readFully(SimulatedFile file, long position, ByteBuffer target, Location location)
      throws DurabilityException {
    int wanted = target.remaining();
    try {
      if (wanted > 0 && file.read(target, position) < wanted) {
        throw new TruncatedException("file became shorter", location.at(position), null);
      }
    } catch (DurabilityException e) {
      throw e;
    } catch (IOException e) {
      throw new UnavailableException(
          "file not read, found=" + e.getMessage(), location.at(position), e);
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}
