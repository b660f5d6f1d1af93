package io.durability.internal.format;

import io.durability.errors.CorruptException;
import io.durability.errors.Location;
import io.durability.errors.UnsupportedException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;

/**
 * What stands before the content of a chunk: one object of an append file in an object store.
 *
 * @param writerId random for each appender
 * @param operationId random for each chunk
 * @param index the place of the chunk in its file, from 0
 * @param offset of its first content byte in the file
 * @param watermark how many chunks of the file were known durable when this one was sent: all
 *     indexes below it
 */
public record ChunkHeader(
    UUID writerId, UUID operationId, long index, long offset, long watermark) {

  /** The length of a header, in bytes. A fence is shorter. */
  public static final int BYTES = 88;

  /** The greatest index: what ten digits hold. */
  public static final long INDEX_MAX = 9_999_999_999L;

  private static final int HEADER_CRC_AT = 16;
  private static final int CONTENT_CRC_AT = 20;
  private static final int CONTENT_LENGTH_AT = 80;

  /** Puts the header into the first bytes of a chunk whose content stands behind them already. */
  public void stamp(ByteBuffer chunk) {
    ByteBuffer target = chunk.duplicate().order(ByteOrder.LITTLE_ENDIAN).position(0);
    Prelude.put(target, Prelude.CHUNK);
    target.putInt(0).putInt(Bytes.crc(target, BYTES, target.limit()));
    Bytes.putId(target, writerId);
    Bytes.putId(target, operationId);
    target.putLong(index).putLong(offset).putLong(watermark);
    target.putLong(target.limit() - BYTES);
    target.putInt(HEADER_CRC_AT, Bytes.crc(target, CONTENT_CRC_AT, BYTES));
  }

  /**
   * Decodes the header of a chunk.
   *
   * @param source the first bytes of the object, little-endian, from index 0
   * @throws CorruptException if it does not verify
   * @throws UnsupportedException if it is of a newer version
   */
  public static ChunkHeader decode(ByteBuffer source, Location location)
      throws CorruptException, UnsupportedException {
    Prelude.check(source.duplicate().order(source.order()).position(0), Prelude.CHUNK, location);
    if (source.limit() < BYTES) {
      throw CorruptException.mismatch("chunk too short", location, BYTES, source.limit());
    }
    checkCrc("chunk header", source, HEADER_CRC_AT, CONTENT_CRC_AT, BYTES, location);
    ByteBuffer fields = source.duplicate().order(source.order()).position(CONTENT_CRC_AT + 4);
    ChunkHeader header =
        new ChunkHeader(
            Bytes.getId(fields),
            Bytes.getId(fields),
            fields.getLong(),
            fields.getLong(),
            fields.getLong());
    if (header.index < 0
        || header.index > INDEX_MAX
        || header.offset < 0
        || header.watermark < 0
        || header.watermark > header.index) {
      throw new CorruptException("chunk header out of range: " + header, location);
    }
    return header;
  }

  /**
   * Decodes a whole chunk and verifies its content, which stands from {@link #BYTES} on.
   *
   * @param source the object, little-endian, from index 0 to the limit
   * @throws CorruptException if anything does not verify
   * @throws UnsupportedException if it is of a newer version
   */
  public static ChunkHeader decodeWhole(ByteBuffer source, Location location)
      throws CorruptException, UnsupportedException {
    ChunkHeader header = decode(source, location);
    long length = source.getLong(CONTENT_LENGTH_AT);
    if (length != source.limit() - BYTES) {
      throw CorruptException.mismatch("chunk length", location, length, source.limit() - BYTES);
    }
    checkCrc("chunk", source, CONTENT_CRC_AT, BYTES, source.limit(), location);
    return header;
  }

  static void checkCrc(String what, ByteBuffer source, int at, int from, int to, Location location)
      throws CorruptException {
    int expected = Bytes.crc(source, from, to);
    int found = source.getInt(at);
    if (found != expected) {
      throw CorruptException.mismatch(
          what + " checksum mismatch", location, Prelude.hex(expected), Prelude.hex(found));
    }
  }
}
