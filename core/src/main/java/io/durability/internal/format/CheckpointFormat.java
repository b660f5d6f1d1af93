package io.durability.internal.format;

import io.durability.errors.CorruptException;
import io.durability.errors.Location;
import io.durability.errors.UnsupportedException;
import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.zip.CRC32C;

/** The parts of a checkpoint file: header, blocks, footer. */
public final class CheckpointFormat {

  /** The length of the header. */
  public static final int HEADER_BYTES = 64;

  /** The length of what precedes a block's payload. */
  public static final int BLOCK_HEADER_BYTES = 8;

  /** The length of the footer. */
  public static final int FOOTER_BYTES = 32;

  private static final int HEADER_CRC_AT = 60;
  private static final int FILE_CRC_AT = 24;

  private CheckpointFormat() {}

  /**
   * The fields of a checkpoint header.
   *
   * @param logId the log it is of
   * @param lastId the last entry id it covers
   * @param checkpointId random; keys the block CRCs
   * @param blockBytesMax the largest block payload
   */
  public record Header(UUID logId, long lastId, UUID checkpointId, int blockBytesMax) {

    /** Returns the header as bytes, from position to limit. */
    public ByteBuffer encode() {
      ByteBuffer target = Bytes.allocate(HEADER_BYTES);
      Prelude.put(target, Prelude.CHECKPOINT);
      Bytes.putId(target, logId);
      target.putLong(lastId);
      Bytes.putId(target, checkpointId);
      target.putInt(blockBytesMax);
      target.putInt(Bytes.crc(target, 0, HEADER_CRC_AT));
      return target.flip();
    }

    /**
     * Decodes a header.
     *
     * @throws CorruptException if it does not verify
     * @throws UnsupportedException if it is of a newer version
     */
    public static Header decode(ByteBuffer source, Location location)
        throws CorruptException, UnsupportedException {
      Prelude.check(source, Prelude.CHECKPOINT, location);
      if (source.limit() < HEADER_BYTES) {
        throw CorruptException.mismatch(
            "checkpoint header too short", location.at(0), HEADER_BYTES, source.limit());
      }
      final UUID logId = Bytes.getId(source);
      final long lastId = source.getLong();
      final UUID checkpointId = Bytes.getId(source);
      final int blockBytesMax = source.getInt();
      int expected = Bytes.crc(source, 0, HEADER_CRC_AT);
      int found = source.getInt();
      if (found != expected) {
        throw CorruptException.mismatch(
            "checkpoint header checksum mismatch",
            location.at(HEADER_CRC_AT),
            Prelude.hex(expected),
            Prelude.hex(found));
      }
      if (lastId < 0 || blockBytesMax < 1 || blockBytesMax > Limits.BLOCK_BYTES_MAX) {
        throw CorruptException.mismatch(
            "checkpoint header out of range",
            location.at(Prelude.BYTES),
            "last id >= 0, block max 1 to " + Limits.BLOCK_BYTES_MAX,
            lastId + ", " + blockBytesMax);
      }
      return new Header(logId, lastId, checkpointId, blockBytesMax);
    }
  }

  /**
   * Begins the file CRC with the header, but not with the header's own CRC: a CRC that runs over a
   * CRC of everything before it comes to a constant, and would tell nothing of the header.
   *
   * @param header its bytes from index 0; the position is not changed
   */
  public static CRC32C beginFileCrc(ByteBuffer header) {
    CRC32C crc = new CRC32C();
    Bytes.update(crc, header, 0, HEADER_CRC_AT);
    return crc;
  }

  /** Returns the CRC of a block: keyed with the checkpoint and the block's place in it. */
  public static int blockCrc(UUID checkpointId, long index, ByteBuffer payload) {
    ByteBuffer key = Bytes.allocate(28);
    Bytes.putId(key, checkpointId);
    key.putLong(index).putInt(payload.remaining());
    CRC32C crc = new CRC32C();
    crc.update(key.flip());
    Bytes.update(crc, payload, payload.position(), payload.limit());
    return (int) crc.getValue();
  }

  /**
   * The fields of a checkpoint footer.
   *
   * @param blocks the number of blocks
   * @param payloadBytes the length of all payloads together
   * @param fileCrc the CRC of every byte before this field but the header's CRC
   */
  public record Footer(long blocks, long payloadBytes, int fileCrc) {

    /**
     * Returns the footer as bytes, from position to limit.
     *
     * @param fileBefore the CRC over the file so far, which is carried on over the footer
     */
    public static ByteBuffer encode(long blocks, long payloadBytes, CRC32C fileBefore) {
      ByteBuffer target = Bytes.allocate(FOOTER_BYTES);
      target.putLong(0).putLong(blocks).putLong(payloadBytes);
      Bytes.update(fileBefore, target, 0, FILE_CRC_AT);
      target.putInt((int) fileBefore.getValue()).putInt(0);
      return target.flip();
    }

    /**
     * Decodes a footer, which must be all that is left of the file.
     *
     * @param fileBefore the CRC over the file so far, which is carried on over the footer
     * @param at the footer's offset
     * @throws CorruptException if it does not verify
     */
    public static Footer decode(ByteBuffer source, CRC32C fileBefore, Location location, long at)
        throws CorruptException {
      if (source.remaining() != FOOTER_BYTES) {
        throw CorruptException.mismatch(
            "checkpoint footer length", location.at(at), FOOTER_BYTES, source.remaining());
      }
      int start = source.position();
      final long zero = source.getLong();
      final long blocks = source.getLong();
      final long payloadBytes = source.getLong();
      Bytes.update(fileBefore, source, start, start + FILE_CRC_AT);
      int expected = (int) fileBefore.getValue();
      int found = source.getInt();
      if (found != expected) {
        throw CorruptException.mismatch(
            "checkpoint footer checksum mismatch",
            location.at(at + FILE_CRC_AT),
            Prelude.hex(expected),
            Prelude.hex(found));
      }
      long reserved = zero | source.getInt();
      if (reserved != 0) {
        throw CorruptException.mismatch(
            "checkpoint footer reserved bytes", location.at(at), 0, Prelude.hex(reserved));
      }
      return new Footer(blocks, payloadBytes, found);
    }
  }
}
