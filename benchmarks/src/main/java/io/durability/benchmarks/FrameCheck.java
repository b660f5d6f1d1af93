package io.durability.benchmarks;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The two ways to guard a frame that are compared. Both are keyed with where the frame is, and both
 * are closed when the batch is handed over, because only then its watermark is known.
 */
enum FrameCheck {
  /** One CRC over key, header and payload, all of it computed at the hand-off. */
  ONE_CRC("one CRC"),
  /** The payload's CRC comes from the caller, outside the lock; the hand-off adds 60 bytes. */
  TWO_CRCS("two CRCs");

  static final int HEADER_BYTES = 32;
  static final int CRC_AT = 4;
  static final int WATERMARK_AT = 16;

  private static final int KEY_BYTES = 32;
  private static final int KEY_OFFSET_AT = 24;
  private static final int SCRATCH_BYTES = 60;

  final String label;

  FrameCheck(String label) {
    this.label = label;
  }

  /** What the caller computes before it takes the lock. */
  int callerPart(byte[] payload) {
    if (this == ONE_CRC) {
      return 0;
    }
    CRC32C crc = new CRC32C();
    crc.update(payload, 0, payload.length);
    return (int) crc.getValue();
  }

  /** Closes frames; one for each committing buffer, because it keeps scratch memory. */
  final class Closer {
    private final CRC32C crc = new CRC32C();
    private final ByteBuffer scratch =
        ByteBuffer.allocate(SCRATCH_BYTES).order(ByteOrder.LITTLE_ENDIAN);

    /** Stamps the watermark of the frame at {@code start} and puts its CRC. */
    void close(ByteBuffer frames, ByteBuffer view, int start, long offset, int watermark) {
      frames.putInt(start + WATERMARK_AT, watermark);
      int length = frames.getInt(start);
      scratch.putLong(KEY_OFFSET_AT, offset);
      crc.reset();
      if (FrameCheck.this == ONE_CRC) {
        crc.update(scratch.array(), 0, KEY_BYTES);
        crc.update(view.limit(start + length).position(start));
      } else {
        scratch.putInt(KEY_BYTES, length);
        frames.get(start + 8, scratch.array(), KEY_BYTES + 4, HEADER_BYTES - 8);
        crc.update(scratch.array(), 0, SCRATCH_BYTES);
      }
      frames.putInt(start + CRC_AT, (int) crc.getValue());
    }
  }
}
