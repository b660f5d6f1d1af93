package io.durability.internal.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;
import java.util.zip.CRC32C;

/** What the structures share: byte order, 128-bit ids, CRCs of ranges, runs of zeros. */
public final class Bytes {

  private Bytes() {}

  /** Allocates a heap buffer in the order of the format. */
  public static ByteBuffer allocate(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Returns a copy of what a buffer holds from position to limit, which stay. */
  public static ByteBuffer copy(ByteBuffer source) {
    int bytes = source.remaining();
    return ByteBuffer.allocate(bytes).put(0, source, source.position(), bytes);
  }

  /** Puts the 16 bytes of an id: the low half first. */
  static void putId(ByteBuffer target, UUID id) {
    target.putLong(id.getLeastSignificantBits()).putLong(id.getMostSignificantBits());
  }

  /** Gets the 16 bytes of an id. */
  static UUID getId(ByteBuffer source) {
    long low = source.getLong();
    return new UUID(source.getLong(), low);
  }

  /** Adds a range to a CRC without moving the buffer's position. */
  static void update(CRC32C crc, ByteBuffer bytes, int from, int to) {
    ByteBuffer range = bytes.duplicate();
    range.limit(to).position(from);
    crc.update(range);
  }

  /** Returns the CRC of a range. */
  static int crc(ByteBuffer bytes, int from, int to) {
    CRC32C crc = new CRC32C();
    update(crc, bytes, from, to);
    return (int) crc.getValue();
  }

  /** Returns the index of the first byte that is not zero in a range, or {@code to}. */
  public static int firstNonZero(ByteBuffer bytes, int from, int to) {
    int at = from;
    while (at + Long.BYTES <= to && bytes.getLong(at) == 0) {
      at += Long.BYTES;
    }
    while (at < to && bytes.get(at) == 0) {
      at++;
    }
    return at;
  }
}
