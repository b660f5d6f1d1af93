package io.durability.internal.log;

import io.durability.errors.DurabilityException;
import io.durability.errors.TruncatedException;
import io.durability.internal.format.Bytes;
import io.durability.storage.FileReader;
import java.nio.ByteBuffer;

/**
 * A piece of a file in memory, moved along as the file is read. It grows for a single frame that is
 * larger, which the caller has bounded, and shrinks again afterwards.
 */
final class Window {

  private static final int BYTES = 256 << 10;

  private final FileReader file;
  private ByteBuffer bytes = Bytes.allocate(0);
  private long start;
  private long fills;

  Window(FileReader file) {
    this.file = file;
  }

  long fileSize() {
    return file.size();
  }

  /** Returns the bytes; indexes come from {@link #at}, and are good until the next call of it. */
  ByteBuffer bytes() {
    return bytes;
  }

  /**
   * Makes a range readable.
   *
   * @param position with {@code length} bytes within the file
   * @return the index of the position in {@link #bytes}
   */
  int at(long position, int length) throws DurabilityException {
    if (position < start || position + length > start + bytes.limit()) {
      fill(position, length);
    }
    return (int) (position - start);
  }

  /** Forgets what was read, so that the next range comes from the store again. */
  void forget() {
    bytes.limit(0);
  }

  /** Counts how often bytes were read: those handed out before may have gone. */
  long fills() {
    return fills;
  }

  private void fill(long position, int length) throws DurabilityException {
    int wanted = (int) Math.min(Math.max(length, BYTES), file.size() - position);
    if (wanted > bytes.capacity() || bytes.capacity() > Math.max(wanted, BYTES)) {
      bytes = Bytes.allocate(wanted);
    }
    start = position;
    fills++;
    try {
      read(position, wanted);
    } catch (TruncatedException e) {
      // A writer that closes gives back the zeros behind the end: what was asked for may be there.
      if (wanted <= length) {
        throw e;
      }
      read(position, length);
    }
  }

  private void read(long position, int length) throws DurabilityException {
    bytes.clear().limit(length);
    try {
      file.read(position, bytes);
    } catch (DurabilityException e) {
      // What a failed read left behind must not be taken for the file's bytes.
      bytes.limit(0);
      throw e;
    }
  }
}
