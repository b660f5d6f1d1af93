package io.durability.internal.log;

import io.durability.errors.DurabilityException;
import io.durability.errors.TruncatedException;
import io.durability.internal.format.Bytes;
import io.durability.storage.FileReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * A piece of a file in memory, moved along as the file is read. It grows for a single frame that is
 * larger, which the caller has bounded, and shrinks again afterwards.
 */
final class Window {

  private static final int BYTES = 256 << 10;

  /** What is smaller is read into the heap: it goes with the next collection. */
  private static final int DIRECT_BYTES_MIN = 64 << 10;

  private final FileReader file;
  private final Memory memory;
  private ByteBuffer bytes = Bytes.allocate(0);
  private ByteBuffer readOnly = bytes.asReadOnlyBuffer();
  private long start;
  private long fills;

  Window(FileReader file) {
    this(file, new Memory());
  }

  /** Uses memory that no other window uses any more. */
  Window(FileReader file, Memory memory) {
    this.file = file;
    this.memory = memory;
  }

  /** A buffer outside the heap, for one window after the other: files are read without a copy. */
  static final class Memory {

    private @Nullable ByteBuffer buffer;

    private ByteBuffer buffer() {
      ByteBuffer own = buffer;
      if (own == null) {
        own = ByteBuffer.allocateDirect(BYTES).order(ByteOrder.LITTLE_ENDIAN);
        buffer = own;
      }
      return own;
    }
  }

  long fileSize() {
    return file.size();
  }

  /** Returns the bytes; indexes come from {@link #at}, and are good until the next call of it. */
  ByteBuffer bytes() {
    return bytes;
  }

  /** Returns the same bytes, for callers that must not change them; its limit is the capacity. */
  ByteBuffer readOnly() {
    return readOnly;
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
    keep(position);
    if (wanted > bytes.capacity() || bytes.capacity() > Math.max(wanted, BYTES)) {
      boolean direct = wanted >= DIRECT_BYTES_MIN && wanted <= BYTES;
      ByteBuffer next = direct ? memory.buffer() : Bytes.allocate(wanted);
      bytes = next.clear().put(bytes).flip();
      readOnly = bytes.asReadOnlyBuffer().clear();
    }
    try {
      read(wanted);
    } catch (TruncatedException e) {
      // A writer that closes gives back the zeros behind the end: what was asked for may be there.
      if (wanted <= length) {
        throw e;
      }
      read(length);
    }
  }

  /**
   * Moves the window to a position, with what it holds of the range from there on, so that it is
   * not read twice: of frames that are a quarter as long as the window, that would be every fourth.
   */
  private void keep(long position) {
    boolean holds = position >= start && position < start + bytes.limit();
    bytes.position(holds ? (int) (position - start) : bytes.limit()).compact().flip();
    start = position;
    fills++;
  }

  /** Reads on until so many bytes are there. If that fails, whatever it left behind is not. */
  private void read(int length) throws DurabilityException {
    int held = bytes.limit();
    file.read(start + held, bytes.duplicate().limit(length).position(held));
    bytes.limit(length);
  }
}
