package io.durability.internal.format;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * Frames of one segment: put them into a batch, stamp the batch when it is handed to the store,
 * verify them when they are read. All buffers are little-endian.
 *
 * <p>Not for use by several threads at a time, but for the static methods.
 */
public final class Frames {

  /** The length of a frame without payload. */
  public static final int HEADER_BYTES = 32;

  /** Ends an atomic batch. */
  public static final byte LAST = 1;

  /** The writer closed here. */
  public static final byte CLOSED = 2;

  /** A watermark that proves nothing; no offset minus a distance is ever this. */
  public static final long UNPROVEN = Long.MIN_VALUE;

  private static final int LENGTH_AT = 0;
  private static final int CRC_AT = 4;
  private static final int ID_AT = 8;
  private static final int WATERMARK_AT = 16;
  private static final int KIND_AT = 20;
  private static final int FLAGS_AT = 21;
  private static final int RESERVED_AT = 22;
  private static final int PAYLOAD_CRC_AT = 24;
  private static final int RESERVED_2_AT = 28;
  private static final int DISTANCE_OVERFLOW = 0xFFFFFFFF;

  private static final int KEY_SEGMENT_AT = 16;
  private static final int KEY_OFFSET_AT = 24;
  private static final int KEY_LENGTH_AT = 32;
  private static final int KEY_REST_AT = 36;
  private static final int KEY_BYTES = 60;

  private final byte[] keyBytes = new byte[KEY_BYTES];
  private final ByteBuffer key = ByteBuffer.wrap(keyBytes).order(ByteOrder.LITTLE_ENDIAN);
  private final CRC32C crc = new CRC32C();
  private final int payloadBytesMax;
  private final int headerBytes;

  /** A second view of the buffer that was read last, whose range may be set. */
  private ByteBuffer range = Bytes.allocate(0);

  private ByteBuffer rangeOf = range;

  /** Prepares for a segment, whose number, log id, header length and payload limit count. */
  public Frames(SegmentHeader header) {
    this(header.logId(), header.segment(), header.encodedBytes(), header.payloadBytesMax());
  }

  /** Prepares for a segment whose header may be unreadable. */
  public Frames(UUID logId, long segment, int headerBytes, int payloadBytesMax) {
    Bytes.putId(key, logId);
    key.putLong(segment);
    this.headerBytes = headerBytes;
    this.payloadBytesMax = payloadBytesMax;
  }

  /** Returns the number of the segment. */
  public long segment() {
    return key.getLong(KEY_SEGMENT_AT);
  }

  /** Returns the bytes a frame takes in a batch, with the zeros behind it. */
  public static long framedBytes(long payloadBytes) {
    return Limits.roundUp(HEADER_BYTES + payloadBytes, Limits.FRAME_ALIGNMENT);
  }

  /**
   * Puts a frame at the position of a batch, whose content behind the position may be anything, and
   * moves behind it. The header CRC and the watermark are left open until {@link #stamp}.
   *
   * @param payload its bytes from position to limit; the position is not changed
   * @param crc used for the payload, whatever it was used for before: a frame leaves no garbage
   * @throws BufferOverflowException if there is no room; the batch is as it was
   */
  public static void put(
      ByteBuffer batch, byte kind, byte flags, long id, ByteBuffer payload, CRC32C crc) {
    int payloadBytes = payload.remaining();
    int start = batch.position();
    int payloadAt = start + HEADER_BYTES;
    int end = start + (int) framedBytes(payloadBytes);
    if (end > batch.limit()) {
      throw new BufferOverflowException();
    }
    // What of these is not to stay zero comes over them: the payload, the end of a header without.
    batch.putLong(end - Long.BYTES, 0);
    batch.putLong(start + LENGTH_AT, HEADER_BYTES + payloadBytes);
    batch.putLong(start + ID_AT, id);
    batch.putLong(start + WATERMARK_AT, 0);
    batch.put(start + KIND_AT, kind).put(start + FLAGS_AT, flags);
    batch.put(payloadAt, payload, payload.position(), payloadBytes);
    // The CRC is taken of the copy: a caller that changes its buffer meanwhile gets one content or
    // the other into the log, never a frame that does not verify.
    int limit = batch.limit();
    crc.reset();
    crc.update(batch.limit(payloadAt + payloadBytes).position(payloadAt));
    batch.limit(limit).position(end);
    batch.putLong(start + PAYLOAD_CRC_AT, crc.getValue());
  }

  /**
   * Closes the frames of a batch: sets each one's watermark and header CRC.
   *
   * @param batch whole frames from index 0 to the position
   * @param offset where the batch will begin in the segment
   * @param durable how much of the segment is known durable now, at most {@code offset}
   */
  public void stamp(ByteBuffer batch, long offset, long durable) {
    int at = 0;
    while (at < batch.position()) {
      long distance = offset + at - durable;
      batch.putInt(
          at + WATERMARK_AT,
          distance < (DISTANCE_OVERFLOW & 0xFFFFFFFFL) ? (int) distance : DISTANCE_OVERFLOW);
      batch.putInt(at + CRC_AT, headerCrc(batch, at, offset + at));
      at += (int) framedBytes(payloadBytes(batch, at));
    }
  }

  /**
   * Tells whether a frame header at an index verifies: plausible in every field, then by its CRC.
   * The payload is not looked at and need not be in the buffer.
   *
   * @param bytes at least {@link #HEADER_BYTES} from the index
   * @param offset the place in the segment that the index stands for
   */
  public boolean verifyHeader(ByteBuffer bytes, int at, long offset) {
    if (!isPlausible(bytes, at)) {
      return false;
    }
    long durable = durableLength(bytes, at, offset);
    return (durable == UNPROVEN || durable >= headerBytes)
        && headerCrc(bytes, at, offset) == bytes.getInt(at + CRC_AT);
  }

  /** Tells whether a frame may have such a header, in this segment or another of the log. */
  public boolean isPlausible(ByteBuffer bytes, int at) {
    long payloadBytes = (long) length(bytes, at) - HEADER_BYTES;
    long id = entryId(bytes, at);
    byte kind = kind(bytes, at);
    byte flags = flags(bytes, at);
    boolean plausible =
        switch (kind) {
          case FrameKind.ENTRY ->
              id >= 1 && (flags & ~LAST) == 0 && payloadBytes <= payloadBytesMax;
          case FrameKind.MARKER ->
              id >= 1 && flags == LAST && payloadBytes <= CheckpointRef.BYTES_MAX;
          case FrameKind.WATERMARK -> id >= 0 && (flags & ~CLOSED) == LAST && payloadBytes == 0;
          default -> false;
        };
    return plausible
        && payloadBytes >= 0
        && bytes.getShort(at + RESERVED_AT) == 0
        && bytes.getInt(at + RESERVED_2_AT) == 0;
  }

  /**
   * Tells whether the payload of a frame whose header verified is intact, and zeros follow it up to
   * the next multiple of 8.
   *
   * @param bytes the whole frame, with those zeros, from the index
   * @return false also if the frame reaches beyond the limit: its header was another one when it
   *     verified, and has been read again since
   */
  public boolean verifyPayload(ByteBuffer bytes, int at) {
    long framed = framedBytes(payloadBytes(bytes, at));
    if (framed < HEADER_BYTES || framed > bytes.limit() - at) {
      return false;
    }
    int from = at + HEADER_BYTES;
    int to = from + payloadBytes(bytes, at);
    crc.reset();
    crc.update(range(bytes).limit(to).position(from));
    int end = at + (int) framed;
    return (int) crc.getValue() == bytes.getInt(at + PAYLOAD_CRC_AT)
        && Bytes.firstNonZero(bytes, to, end) == end;
  }

  @SuppressWarnings("ReferenceEquality") // The same memory is meant, not the same content.
  private ByteBuffer range(ByteBuffer bytes) {
    if (rangeOf != bytes) {
      range = bytes.duplicate();
      rangeOf = bytes;
    }
    return range;
  }

  /** Returns the length field of the frame at an index: 0 where zeros are. */
  public static int length(ByteBuffer bytes, int at) {
    return bytes.getInt(at + LENGTH_AT);
  }

  /** Returns the payload length of the frame at an index. */
  public static int payloadBytes(ByteBuffer bytes, int at) {
    return length(bytes, at) - HEADER_BYTES;
  }

  /** Returns the entry id of the frame at an index. */
  public static long entryId(ByteBuffer bytes, int at) {
    return bytes.getLong(at + ID_AT);
  }

  /** Returns the kind of the frame at an index. */
  public static byte kind(ByteBuffer bytes, int at) {
    return bytes.get(at + KIND_AT);
  }

  /** Returns the flags of the frame at an index. */
  public static byte flags(ByteBuffer bytes, int at) {
    return bytes.get(at + FLAGS_AT);
  }

  /** Returns how much of the segment the frame at an index proves durable, or {@link #UNPROVEN}. */
  public static long durableLength(ByteBuffer bytes, int at, long offset) {
    int distance = bytes.getInt(at + WATERMARK_AT);
    return distance == DISTANCE_OVERFLOW ? UNPROVEN : offset - Integer.toUnsignedLong(distance);
  }

  /**
   * Tells whether a plausible frame header at an index, which does not verify, does so as one of an
   * earlier segment of this log: the file held that segment before.
   *
   * @param bytes at least {@link #HEADER_BYTES} from the index
   * @param offset the place in the segment that the index stands for
   * @param earlier the number of that segment
   */
  public boolean verifyHeaderOf(long earlier, ByteBuffer bytes, int at, long offset) {
    final long own = segment();
    key.putLong(KEY_SEGMENT_AT, earlier);
    boolean verifies = headerCrc(bytes, at, offset) == bytes.getInt(at + CRC_AT);
    key.putLong(KEY_SEGMENT_AT, own);
    return verifies;
  }

  private int headerCrc(ByteBuffer bytes, int at, long offset) {
    key.putLong(KEY_OFFSET_AT, offset);
    key.putInt(KEY_LENGTH_AT, length(bytes, at));
    for (int i = 0; i < HEADER_BYTES - ID_AT; i += Long.BYTES) {
      key.putLong(KEY_REST_AT + i, bytes.getLong(at + ID_AT + i));
    }
    crc.reset();
    crc.update(keyBytes);
    return (int) crc.getValue();
  }
}
