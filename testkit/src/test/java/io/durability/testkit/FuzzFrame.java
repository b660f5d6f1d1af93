package io.durability.testkit;

import static io.durability.testkit.Fuzzed.require;

import io.durability.internal.format.Bytes;
import io.durability.internal.format.Frames;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;
import java.util.zip.CRC32C;

/** Fuzzes one frame: what verifies is within its limits and encodes to the same bytes again. */
public final class FuzzFrame {

  static final UUID LOG_ID = new UUID(2, 1);
  static final long SEGMENT = 7;

  /** Where in its segment the frame is. */
  static final int OFFSET = 256;

  private static final int PAYLOAD_MAX = 64;
  private static final int MARKER_MAX = 1048;

  private static final LogBytes.Header KEY =
      Seals.key(
          ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(1).putLong(2).array(),
          SEGMENT);

  private FuzzFrame() {}

  /** Takes any bytes. */
  public static void fuzzerTestOneInput(byte[] data) {
    byte[] content = Fuzzed.content(data);
    if (content.length < LogBytes.FRAME_HEADER) {
      return;
    }
    byte[] file = new byte[OFFSET + LogBytes.roundUp(content.length, 8)];
    System.arraycopy(content, 0, file, OFFSET, content.length);
    if (Fuzzed.sealed(data)) {
      Seals.frame(file, KEY, OFFSET);
    }
    ByteBuffer bytes = LogBytes.buffer(file);
    Frames frames = new Frames(LOG_ID, SEGMENT, LogBytes.SEGMENT_HEADER_MIN, PAYLOAD_MAX);
    boolean accepted =
        Fuzzed.accepts(
            content.length,
            NoRefusal.class,
            () -> {
              if (!verifies(frames, bytes)) {
                throw new NoRefusal();
              }
            });
    if (accepted) {
      check(frames, bytes);
    }
  }

  /** The decoder tells by a boolean, and throws nothing. */
  private static final class NoRefusal extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private static boolean verifies(Frames frames, ByteBuffer bytes) {
    return frames.verifyHeader(bytes, OFFSET, OFFSET)
        && Frames.framedBytes(Frames.payloadBytes(bytes, OFFSET)) <= bytes.limit() - OFFSET
        && frames.verifyPayload(bytes, OFFSET);
  }

  private static void check(Frames frames, ByteBuffer bytes) {
    int kind = Frames.kind(bytes, OFFSET);
    int flags = Frames.flags(bytes, OFFSET);
    long id = Frames.entryId(bytes, OFFSET);
    int payloadBytes = Frames.payloadBytes(bytes, OFFSET);
    require(
        switch (kind) {
          case LogBytes.ENTRY ->
              id >= 1 && (flags == 0 || flags == 1) && payloadBytes <= PAYLOAD_MAX;
          case LogBytes.MARKER -> id >= 1 && flags == 1 && payloadBytes <= MARKER_MAX;
          case LogBytes.WATERMARK -> id >= 0 && (flags == 1 || flags == 3) && payloadBytes == 0;
          default -> false;
        },
        "kind " + kind + ", flags " + flags + ", id " + id + ", payload " + payloadBytes);
    long durable = Frames.durableLength(bytes, OFFSET, OFFSET);
    boolean unproven = durable == Frames.UNPROVEN;
    require(unproven || durable >= LogBytes.SEGMENT_HEADER_MIN, "durable " + durable);
    int framed = (int) Frames.framedBytes(payloadBytes);
    ByteBuffer again = Bytes.allocate(framed);
    ByteBuffer payload = bytes.slice(OFFSET + LogBytes.FRAME_HEADER, payloadBytes);
    Frames.put(again, (byte) kind, (byte) flags, id, payload, new CRC32C());
    frames.stamp(again, OFFSET, unproven ? OFFSET - 0xFFFFFFFFL : durable);
    require(again.flip().equals(bytes.slice(OFFSET, framed)), "encoded again it is another frame");
  }
}
