package io.durability.internal.format;

import io.durability.errors.CorruptException;
import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.errors.UnsupportedException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * The header of a segment: which log it is of, what it follows, and which checkpoints are kept.
 *
 * @param logId random, fixed when the log was created
 * @param segment the segment's number, at least 1
 * @param writerId random for each claim
 * @param firstId the id of the first entry this segment has or will have, at least 1
 * @param alignment the multiple at which batches begin
 * @param payloadBytesMax the largest payload in this segment
 * @param predecessor the number of the nearest valid segment before, 0 if this is the first
 * @param predecessorEnd where that segment's valid content ends
 * @param checkpoints the committed checkpoints that are kept, newest first
 */
public record SegmentHeader(
    UUID logId,
    long segment,
    UUID writerId,
    long firstId,
    int alignment,
    int payloadBytesMax,
    long predecessor,
    long predecessorEnd,
    List<CheckpointRef> checkpoints) {

  private static final int LENGTH_AT = 16;
  private static final int CRC_AT = 20;
  private static final int CRC_END = 24;

  /** The length of a header that names no checkpoint, before it is padded. */
  public static final int FIXED_BYTES = 112;

  /** Copies the list. */
  public SegmentHeader {
    checkpoints = List.copyOf(checkpoints);
  }

  /** Returns the id of the last entry before this segment, 0 if there is none. */
  public long previousId() {
    return firstId - 1;
  }

  /** Returns the length of the encoded header: where the first frame begins. */
  public int encodedBytes() {
    int bytes = FIXED_BYTES;
    for (CheckpointRef checkpoint : checkpoints) {
      bytes += checkpoint.encodedBytes();
    }
    return (int) Limits.roundUp(bytes, alignment);
  }

  /**
   * Returns the header as bytes, from position to limit.
   *
   * @throws IllegalArgumentException if a field is out of its range
   */
  public ByteBuffer encode() {
    ByteBuffer target = Bytes.allocate(encodedBytes());
    Prelude.put(target, Prelude.SEGMENT);
    target.putInt(target.capacity()).putInt(0);
    Bytes.putId(target, logId);
    target.putLong(segment);
    Bytes.putId(target, writerId);
    target.putLong(firstId).putInt(alignment).putInt(payloadBytesMax);
    target.putLong(predecessor).putLong(predecessorEnd).putLong(previousId());
    target.putShort((short) checkpoints.size()).putShort((short) 0).putInt(0);
    for (CheckpointRef checkpoint : checkpoints) {
      checkpoint.encode(target);
    }
    target.clear();
    target.putInt(CRC_AT, crc(target, target.capacity()));
    try {
      // An unreadable header would cost the log: what is written is read first.
      decode(target.duplicate().order(target.order()), Location.of("header to be written"));
    } catch (DurabilityException e) {
      throw new IllegalArgumentException(
          "segment header cannot be written [segment=" + segment + "]", e);
    }
    return target;
  }

  /**
   * Returns how long a header says it is, of which nothing is verified: only whether more bytes are
   * to be read hangs on it.
   *
   * @param source the beginning of a file, from index 0 to the limit
   */
  public static int claimedBytes(ByteBuffer source) {
    return source.limit() < LENGTH_AT + Integer.BYTES ? 0 : source.getInt(LENGTH_AT);
  }

  /**
   * Decodes a header.
   *
   * @param source the beginning of the file, {@link Limits#HEADER_BYTES_MAX} bytes or all of it
   * @throws CorruptException if it does not verify
   * @throws UnsupportedException if it is of a newer version
   */
  public static SegmentHeader decode(ByteBuffer source, Location location)
      throws CorruptException, UnsupportedException {
    Prelude.check(source, Prelude.SEGMENT, location);
    if (source.limit() < FIXED_BYTES) {
      throw CorruptException.mismatch(
          "segment header too short", location.at(0), FIXED_BYTES, source.limit());
    }
    int length = source.getInt(LENGTH_AT);
    if (length < FIXED_BYTES || length > Math.min(source.limit(), Limits.HEADER_BYTES_MAX)) {
      throw CorruptException.mismatch(
          "segment header length out of range",
          location.at(LENGTH_AT),
          FIXED_BYTES + " to " + Math.min(source.limit(), Limits.HEADER_BYTES_MAX),
          length);
    }
    int found = source.getInt(CRC_AT);
    int expected = crc(source, length);
    if (found != expected) {
      throw CorruptException.mismatch(
          "segment header checksum mismatch",
          location.at(CRC_AT),
          Prelude.hex(expected),
          Prelude.hex(found));
    }
    ByteBuffer fields = source.duplicate().order(source.order());
    fields.limit(length).position(CRC_END);
    SegmentHeader header = decodeFields(fields, location);
    if (header.encodedBytes() != length) {
      throw CorruptException.mismatch(
          "segment header length", location.at(LENGTH_AT), header.encodedBytes(), length);
    }
    return header;
  }

  private static SegmentHeader decodeFields(ByteBuffer source, Location location)
      throws CorruptException {
    final UUID logId = Bytes.getId(source);
    final long segment = source.getLong();
    final UUID writerId = Bytes.getId(source);
    final long firstId = source.getLong();
    final int alignment = source.getInt();
    final int payloadBytesMax = source.getInt();
    final long predecessor = source.getLong();
    final long predecessorEnd = source.getLong();
    final long previousId = source.getLong();
    final int count = Short.toUnsignedInt(source.getShort());
    final long reserved = source.getShort() | source.getInt();
    require(segment >= 1, "segment number", ">= 1", segment, location);
    require(firstId >= 1, "first entry id", ">= 1", firstId, location);
    require(
        alignment >= Limits.FRAME_ALIGNMENT
            && alignment <= Limits.ALIGNMENT_MAX
            && Integer.bitCount(alignment) == 1,
        "alignment",
        "a power of two from 8 to " + Limits.ALIGNMENT_MAX,
        alignment,
        location);
    require(
        payloadBytesMax >= 1 && payloadBytesMax <= Limits.PAYLOAD_BYTES_MAX,
        "payload limit",
        "1 to " + Limits.PAYLOAD_BYTES_MAX,
        payloadBytesMax,
        location);
    require(
        predecessor >= 0 && predecessor < segment,
        "predecessor",
        "0 to " + (segment - 1),
        predecessor,
        location);
    if (predecessor == 0) {
      require(predecessorEnd == 0, "predecessor end without one", 0, predecessorEnd, location);
      require(firstId == 1, "first entry id without predecessor", 1, firstId, location);
    } else {
      require(
          predecessorEnd >= FIXED_BYTES && predecessorEnd % Limits.FRAME_ALIGNMENT == 0,
          "predecessor end",
          "a multiple of 8 from " + FIXED_BYTES,
          predecessorEnd,
          location);
    }
    require(previousId == firstId - 1, "predecessor's last id", firstId - 1, previousId, location);
    require(
        count <= Limits.CHECKPOINTS_MAX,
        "checkpoint count",
        "<= " + Limits.CHECKPOINTS_MAX,
        count,
        location);
    require(reserved == 0, "reserved bytes", 0, reserved, location);
    List<CheckpointRef> checkpoints = new ArrayList<>(count);
    long above = firstId;
    for (int i = 0; i < count; i++) {
      CheckpointRef next = CheckpointRef.decode(source, location.at(source.position()));
      require(next.lastId() < above, "checkpoint's last id", "< " + above, next.lastId(), location);
      above = next.lastId();
      checkpoints.add(next);
    }
    int end = Bytes.firstNonZero(source, source.position(), source.limit());
    require(end == source.limit(), "header padding", "zeros", "a byte at " + end, location);
    return new SegmentHeader(
        logId,
        segment,
        writerId,
        firstId,
        alignment,
        payloadBytesMax,
        predecessor,
        predecessorEnd,
        checkpoints);
  }

  private static void require(
      boolean holds, String what, Object expected, Object found, Location location)
      throws CorruptException {
    if (!holds) {
      throw CorruptException.mismatch(
          "segment header: " + what, location.at(CRC_END), expected, found);
    }
  }

  private static int crc(ByteBuffer header, int length) {
    CRC32C crc = new CRC32C();
    Bytes.update(crc, header, 0, CRC_AT);
    Bytes.update(crc, header, CRC_END, length);
    return (int) crc.getValue();
  }
}
