package io.durability.internal.format;

import io.durability.errors.CorruptException;
import io.durability.errors.Location;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Names a checkpoint file and what it must be: the payload of a marker, and part of a segment
 * header.
 *
 * @param name the file's name; the caller checks that it is a valid one
 * @param lastId the last entry id that the checkpoint covers
 * @param length the file's length in bytes
 * @param crc the file CRC from its footer
 */
public record CheckpointRef(String name, long lastId, long length, int crc) {

  private static final int FIXED_BYTES = 24;

  /** The longest encoded form, in bytes. */
  public static final int BYTES_MAX = FIXED_BYTES + Limits.NAME_BYTES_MAX;

  /** Returns the encoded length in bytes. */
  public int encodedBytes() {
    return encodedBytes(name.length());
  }

  private static int encodedBytes(int nameLength) {
    return (int) Limits.roundUp((long) FIXED_BYTES + nameLength, Limits.FRAME_ALIGNMENT);
  }

  /** Appends the encoded form. */
  public void encode(ByteBuffer target) {
    int end = target.position() + encodedBytes();
    target.putLong(lastId).putLong(length).putInt(crc).putShort((short) name.length());
    target.putShort((short) 0).put(name.getBytes(StandardCharsets.US_ASCII));
    while (target.position() < end) {
      target.put((byte) 0);
    }
  }

  /**
   * Decodes one reference and moves behind it.
   *
   * @throws CorruptException if it is malformed
   */
  public static CheckpointRef decode(ByteBuffer source, Location location) throws CorruptException {
    if (source.remaining() < FIXED_BYTES) {
      throw CorruptException.mismatch(
          "checkpoint reference too short", location, FIXED_BYTES, source.remaining());
    }
    int start = source.position();
    long lastId = source.getLong();
    long length = source.getLong();
    int crc = source.getInt();
    int nameLength = Short.toUnsignedInt(source.getShort());
    int reserved = source.getShort();
    if (lastId < 0 || length < 0 || reserved != 0) {
      throw CorruptException.mismatch(
          "checkpoint reference out of range",
          location,
          "last id >= 0, length >= 0, reserved 0",
          lastId + ", " + length + ", " + reserved);
    }
    int end = start + encodedBytes(nameLength);
    if (nameLength == 0 || nameLength > Limits.NAME_BYTES_MAX || end > source.limit()) {
      throw CorruptException.mismatch(
          "checkpoint name length out of range",
          location,
          "1 to " + Limits.NAME_BYTES_MAX + " and within the structure",
          nameLength);
    }
    byte[] name = new byte[nameLength];
    source.get(name);
    for (byte character : name) {
      if (character < 0) {
        throw CorruptException.mismatch("checkpoint name", location, "ASCII", "other bytes");
      }
    }
    if (Bytes.firstNonZero(source, source.position(), end) < end) {
      throw CorruptException.mismatch("checkpoint reference padding", location, 0, "other bytes");
    }
    source.position(end);
    return new CheckpointRef(new String(name, StandardCharsets.US_ASCII), lastId, length, crc);
  }
}
