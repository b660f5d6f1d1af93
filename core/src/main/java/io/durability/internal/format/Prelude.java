package io.durability.internal.format;

import io.durability.errors.CorruptException;
import io.durability.errors.Location;
import io.durability.errors.UnsupportedException;
import java.nio.ByteBuffer;

/** The first 16 bytes of every file with content: magic, version, and a CRC of both. */
public final class Prelude {

  /** The length of a prelude, in bytes. */
  public static final int BYTES = 16;

  static final long SEGMENT = 0x0A1A0A0D4C574489L;
  static final long CHECKPOINT = 0x0A1A0A0D4B434489L;
  static final long CHUNK = 0x0A1A0A0D4E434489L;
  static final long FENCE = 0x0A1A0A0D4E464489L;
  static final long OBJECT = 0x0A1A0A0D424F4489L;
  static final long PROBE = 0x0A1A0A0D42504489L;

  private static final int CRC_AT = 12;

  private Prelude() {}

  static void put(ByteBuffer target, long magic) {
    int start = target.position();
    target.putLong(magic).putShort((short) Limits.VERSION).putShort((short) 0);
    target.putInt(Bytes.crc(target, start, start + CRC_AT));
  }

  /**
   * Checks a prelude and moves behind it.
   *
   * @throws UnsupportedException if it is good and of a newer version
   * @throws CorruptException if it is anything else but good
   */
  static void check(ByteBuffer source, long magic, Location location)
      throws CorruptException, UnsupportedException {
    int start = source.position();
    if (source.remaining() < BYTES) {
      throw CorruptException.mismatch(
          "file too short for its header", location.at(0), BYTES, source.remaining());
    }
    long found = source.getLong();
    if (found != magic) {
      throw CorruptException.mismatch(
          "magic number mismatch", location.at(0), hex(magic), hex(found));
    }
    int version = Short.toUnsignedInt(source.getShort());
    int reserved = source.getShort();
    int expected = Bytes.crc(source, start, start + CRC_AT);
    int crc = source.getInt();
    if (crc != expected) {
      throw CorruptException.mismatch(
          "prelude checksum mismatch", location.at(0), hex(expected), hex(crc));
    }
    if (version > Limits.VERSION) {
      throw new UnsupportedException(
          "file of a newer format version; upgrade the library, expected<="
              + Limits.VERSION
              + ", found="
              + version,
          location);
    }
    if (version == 0 || reserved != 0) {
      throw CorruptException.mismatch(
          "format version invalid", location.at(8), "1, reserved 0", version + ", " + reserved);
    }
  }

  static String hex(long value) {
    return "0x" + Long.toHexString(value);
  }

  static String hex(int value) {
    return "0x" + Integer.toHexString(value);
  }
}
