package io.durability.testkit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A second, plain reading of docs/FORMAT.md: whole files in memory, one pass, no code of the
 * engine. What the tests know of a log, they know from here.
 */
final class LogBytes {

  static final int ENTRY = 1;
  static final int MARKER = 2;
  static final int WATERMARK = 3;

  static final int FRAME_HEADER = 32;
  static final int SEGMENT_HEADER_MIN = 112;
  static final int SEGMENT_HEADER_MAX = 65_536;

  private static final byte[] SEGMENT_MAGIC = {(byte) 0x89, 'D', 'W', 'L', '\r', '\n', 0x1A, '\n'};
  private static final byte[] CHECKPOINT_MAGIC = {
    (byte) 0x89, 'D', 'C', 'K', '\r', '\n', 0x1A, '\n'
  };

  private LogBytes() {}

  /** A reference to a checkpoint, in a header or a marker. */
  record Ref(String name, long lastId, long length, int crc) {}

  /** A segment header that verified. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared as a whole.
  record Header(
      int bytes,
      byte[] logId,
      long number,
      long firstId,
      int alignment,
      int payloadMax,
      long predecessor,
      long predecessorEnd,
      List<Ref> checkpoints) {}

  /** A frame that verified; {@code end} is behind the zeros up to the next multiple of 8. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared as a whole.
  record Frame(
      int offset,
      int end,
      int kind,
      boolean last,
      boolean closed,
      long id,
      long durable,
      byte[] payload) {

    Optional<Ref> marker() {
      return kind == MARKER ? Optional.of(ref(buffer(payload))) : Optional.empty();
    }
  }

  static ByteBuffer buffer(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  static int crc(byte[] bytes, int from, int to) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, to - from);
    return (int) crc.getValue();
  }

  static int roundUp(int value, int multiple) {
    return (value + multiple - 1) / multiple * multiple;
  }

  /** Returns the version of a file with a good prelude of either kind, or empty. */
  static Optional<Integer> version(byte[] file) {
    boolean known = startsWith(file, SEGMENT_MAGIC) || startsWith(file, CHECKPOINT_MAGIC);
    if (file.length < 16 || !known || buffer(file).getInt(12) != crc(file, 0, 12)) {
      return Optional.empty();
    }
    return Optional.of(Short.toUnsignedInt(buffer(file).getShort(8)));
  }

  /** Returns the same file with another version in its prelude, and the right CRC of it. */
  static byte[] withVersion(byte[] file, int version) {
    byte[] copy = file.clone();
    buffer(copy).putShort(8, (short) version);
    buffer(copy).putInt(12, crc(copy, 0, 12));
    return copy;
  }

  /** What a checkpoint header that verified says. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared as a whole.
  record CheckpointHeader(byte[] logId, long lastId) {}

  /** Reads a checkpoint header; empty if it does not verify. */
  static Optional<CheckpointHeader> checkpointHeader(byte[] file) {
    if (file.length < 64
        || !startsWith(file, CHECKPOINT_MAGIC)
        || !version(file).equals(Optional.of(1))
        || buffer(file).getInt(60) != crc(file, 0, 60)) {
      return Optional.empty();
    }
    int blockMax = buffer(file).getInt(56);
    return blockMax < 1 || blockMax > 1 << 20
        ? Optional.empty()
        : Optional.of(
            new CheckpointHeader(Arrays.copyOfRange(file, 16, 32), buffer(file).getLong(32)));
  }

  /** Reads a segment header; empty if it does not verify. */
  static Optional<Header> header(byte[] file) {
    if (file.length < SEGMENT_HEADER_MIN
        || !startsWith(file, SEGMENT_MAGIC)
        || !version(file).equals(Optional.of(1))) {
      return Optional.empty();
    }
    ByteBuffer source = buffer(file);
    int bytes = source.getInt(16);
    if (bytes < SEGMENT_HEADER_MIN
        || bytes > Math.min(file.length, SEGMENT_HEADER_MAX)
        || source.getInt(20) != headerCrc(file, bytes)) {
      return Optional.empty();
    }
    int alignment = source.getInt(72);
    int payloadMax = source.getInt(76);
    boolean inRange =
        Integer.bitCount(alignment) == 1
            && alignment >= 8
            && alignment <= SEGMENT_HEADER_MAX
            && payloadMax >= 1
            && payloadMax <= 1 << 30
            && source.getInt(104) >= 0
            && source.getInt(104) <= 16;
    if (!inRange) {
      return Optional.empty();
    }
    List<Ref> refs = new ArrayList<>();
    source.position(SEGMENT_HEADER_MIN);
    for (int left = source.getShort(104); left > 0; left--) {
      refs.add(ref(source));
    }
    return Optional.of(
        new Header(
            bytes,
            Arrays.copyOfRange(file, 24, 40),
            source.getLong(40),
            source.getLong(64),
            alignment,
            payloadMax,
            source.getLong(80),
            source.getLong(88),
            refs));
  }

  static int headerCrc(byte[] file, int bytes) {
    CRC32C crc = new CRC32C();
    crc.update(file, 0, 20);
    crc.update(file, 24, bytes - 24);
    return (int) crc.getValue();
  }

  /** Reads a reference and moves behind it. */
  static Ref ref(ByteBuffer source) {
    int start = source.position();
    long lastId = source.getLong();
    long length = source.getLong();
    int crc = source.getInt();
    byte[] name = new byte[source.getShort()];
    source.getShort();
    source.get(name);
    source.position(start + roundUp(24 + name.length, 8));
    return new Ref(new String(name, StandardCharsets.US_ASCII), lastId, length, crc);
  }

  /**
   * Reads the frames of an undamaged segment up to an end, or to where it ends by itself.
   *
   * @param checkPayload whether a payload that does not fit its CRC ends the segment
   */
  static List<Frame> frames(byte[] file, Header header, int end, boolean checkPayload) {
    List<Frame> frames = new ArrayList<>();
    int at = header.bytes();
    while (at + FRAME_HEADER <= end) {
      if (buffer(file).getInt(at) == 0 && at % header.alignment() != 0) {
        at = roundUp(at, header.alignment());
        continue;
      }
      Optional<Frame> frame = frame(file, header, at, end, checkPayload);
      if (frame.isEmpty()) {
        break;
      }
      frames.add(frame.get());
      at = frame.get().end();
    }
    return frames;
  }

  private static Optional<Frame> frame(
      byte[] file, Header header, int at, int end, boolean checkPayload) {
    ByteBuffer source = buffer(file);
    int length = source.getInt(at);
    if (length < FRAME_HEADER
        || length > end - at
        || length - FRAME_HEADER > header.payloadMax()
        || source.getInt(at + 4) != frameCrc(header, file, at)) {
      return Optional.empty();
    }
    int framed = at + roundUp(length, 8);
    int payloadCrc = length == FRAME_HEADER ? 0 : crc(file, at + FRAME_HEADER, at + length);
    if (checkPayload && payloadCrc != source.getInt(at + 24)) {
      return Optional.empty();
    }
    long distance = Integer.toUnsignedLong(source.getInt(at + 16));
    int flags = source.get(at + 21);
    return Optional.of(
        new Frame(
            at,
            framed,
            source.get(at + 20),
            (flags & 1) != 0,
            (flags & 2) != 0,
            source.getLong(at + 8),
            distance == 0xFFFFFFFFL ? Long.MIN_VALUE : at - distance,
            Arrays.copyOfRange(file, at + FRAME_HEADER, at + length)));
  }

  /** Returns the CRC of the frame header at an offset, as it should be. */
  static int frameCrc(Header header, byte[] file, int at) {
    ByteBuffer key = ByteBuffer.allocate(60).order(ByteOrder.LITTLE_ENDIAN);
    key.put(header.logId()).putLong(header.number()).putLong(at).put(file, at, 4);
    key.put(file, at + 8, 24);
    return crc(key.array(), 0, 60);
  }

  /** Writes one entry frame at an offset of a segment, which has room for it; returns its end. */
  static int putEntry(
      byte[] file, Header header, int at, long id, long durable, boolean last, byte[] payload) {
    ByteBuffer target = buffer(file).position(at);
    target.putInt(FRAME_HEADER + payload.length).putInt(0).putLong(id);
    target.putInt((int) (at - durable)).put((byte) ENTRY).put((byte) (last ? 1 : 0));
    target.putShort((short) 0);
    target.putInt(payload.length == 0 ? 0 : crc(payload, 0, payload.length)).putInt(0);
    target.put(payload);
    target.putInt(at + 4, frameCrc(header, file, at));
    return roundUp(target.position(), 8);
  }

  private static boolean startsWith(byte[] file, byte[] magic) {
    return file.length >= magic.length
        && Arrays.equals(file, 0, magic.length, magic, 0, magic.length);
  }
}
