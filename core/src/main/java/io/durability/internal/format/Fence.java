package io.durability.internal.format;

import io.durability.errors.CorruptException;
import io.durability.errors.Location;
import io.durability.errors.UnsupportedException;
import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * The object in the place of a chunk that ends its append file: no chunk can take that place any
 * more.
 *
 * @param operationId random for each fence
 * @param index the place it takes
 */
public record Fence(UUID operationId, long index) {

  /** The length of every fence, in bytes; every chunk is longer, so a listing tells them apart. */
  public static final int BYTES = 48;

  private static final int FIELDS_AT = 16;
  private static final int CRC_AT = 40;

  /** Returns the fence as bytes, from position to limit. */
  public ByteBuffer encode() {
    ByteBuffer target = Bytes.allocate(BYTES);
    Prelude.put(target, Prelude.FENCE);
    Bytes.putId(target, operationId);
    target.putLong(index).putInt(Bytes.crc(target, FIELDS_AT, CRC_AT)).putInt(0);
    return target.flip();
  }

  /**
   * Decodes a fence.
   *
   * @param source the object, little-endian, from index 0 to the limit
   * @throws CorruptException if it does not verify
   * @throws UnsupportedException if it is of a newer version
   */
  public static Fence decode(ByteBuffer source, Location location)
      throws CorruptException, UnsupportedException {
    Prelude.check(source.duplicate().order(source.order()).position(0), Prelude.FENCE, location);
    if (source.limit() != BYTES) {
      throw CorruptException.mismatch("fence length", location, BYTES, source.limit());
    }
    ChunkHeader.checkCrc("fence", source, CRC_AT, FIELDS_AT, CRC_AT, location);
    if (source.getInt(CRC_AT + 4) != 0) {
      throw new CorruptException("fence's reserved bytes are not zero", location);
    }
    ByteBuffer fields = source.duplicate().order(source.order()).position(FIELDS_AT);
    return new Fence(Bytes.getId(fields), fields.getLong());
  }
}
