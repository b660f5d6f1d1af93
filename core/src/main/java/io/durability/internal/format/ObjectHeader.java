package io.durability.internal.format;

import io.durability.errors.CorruptException;
import io.durability.errors.Location;
import io.durability.errors.UnsupportedException;
import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * What stands before the content of a whole file in an object store. The operation id makes every
 * object that a name ever had another one, also where contents repeat and the store derives
 * versions from them.
 *
 * @param operationId random for each write
 */
public record ObjectHeader(UUID operationId) {

  /** The length of a header, in bytes. */
  public static final int BYTES = 40;

  private static final int FIELDS_AT = 16;
  private static final int CRC_AT = 32;

  /** Puts the header at a buffer's position. */
  public void put(ByteBuffer target) {
    ByteBuffer header = Bytes.allocate(BYTES);
    Prelude.put(header, Prelude.OBJECT);
    Bytes.putId(header, operationId);
    header.putInt(Bytes.crc(header, FIELDS_AT, CRC_AT)).putInt(0);
    target.put(header.flip());
  }

  /**
   * Decodes a header.
   *
   * @param source the first bytes of the object, little-endian, from index 0
   * @throws CorruptException if it does not verify
   * @throws UnsupportedException if it is of a newer version
   */
  public static ObjectHeader decode(ByteBuffer source, Location location)
      throws CorruptException, UnsupportedException {
    Prelude.check(source.duplicate().order(source.order()).position(0), Prelude.OBJECT, location);
    if (source.limit() < BYTES) {
      throw CorruptException.mismatch("object too short", location, BYTES, source.limit());
    }
    ChunkHeader.checkCrc("object header", source, CRC_AT, FIELDS_AT, CRC_AT, location);
    if (source.getInt(CRC_AT + 4) != 0) {
      throw new CorruptException("object header's reserved bytes are not zero", location);
    }
    return new ObjectHeader(
        Bytes.getId(source.duplicate().order(source.order()).position(FIELDS_AT)));
  }
}
