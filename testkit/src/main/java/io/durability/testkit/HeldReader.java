package io.durability.testkit;

import io.durability.errors.DurabilityException;
import io.durability.storage.FileReader;
import java.nio.ByteBuffer;
import java.util.Objects;

/** Reads an append file of which the last bytes are held in the heap. */
final class HeldReader extends FilterFileReader {

  private final long from;
  private final byte[] held;
  private final long size;
  private volatile boolean closed;

  /**
   * Puts bytes over a file.
   *
   * @param from where in the file they belong
   */
  HeldReader(FileReader in, long from, byte[] held) {
    super(in);
    this.from = from;
    // While the bytes before them are still on their way, those held can't be shown.
    this.held = in.size() < from ? new byte[0] : held;
    this.size = Math.max(in.size(), this.held.length == 0 ? 0 : from + held.length);
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public void read(long position, ByteBuffer target) throws DurabilityException {
    if (held.length == 0) {
      in.read(position, target);
      return;
    }
    if (closed) {
      throw new IllegalStateException("reader is closed");
    }
    Objects.checkFromIndexSize(position, (long) target.remaining(), size);
    long at = below(position, from, target);
    int ahead = (int) Math.min(target.remaining(), from + held.length - at);
    if (ahead > 0) {
      target.put(held, (int) (at - from), ahead);
      at += ahead;
    }
    below(at, Long.MAX_VALUE, target);
  }

  /** Reads from the file what the target asks for below a limit; returns where that ends. */
  private long below(long position, long limit, ByteBuffer target) throws DurabilityException {
    int length = (int) Math.min(target.remaining(), limit - position);
    if (length <= 0) {
      return position;
    }
    int end = target.limit();
    target.limit(target.position() + length);
    in.read(position, target);
    target.limit(end);
    return position + length;
  }

  @Override
  public void close() throws DurabilityException {
    closed = true;
    super.close();
  }
}
