package io.durability.testkit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Makes the checksums of damaged files right, as far as their structure can be followed; by
 * docs/FORMAT.md, with no code of the library.
 */
final class Seals {

  private static final int PRELUDE = 16;
  private static final int CHECKPOINT_HEADER = 64;
  private static final int FOOTER = 32;

  private Seals() {}

  private static void prelude(byte[] file) {
    if (file.length >= PRELUDE) {
      LogBytes.buffer(file).putInt(12, LogBytes.crc(file, 0, 12));
    }
  }

  /** Seals the header of a segment. */
  static void header(byte[] file) {
    prelude(file);
    if (file.length >= LogBytes.SEGMENT_HEADER_MIN) {
      int length = LogBytes.buffer(file).getInt(PRELUDE);
      if (length >= LogBytes.SEGMENT_HEADER_MIN && length <= file.length) {
        LogBytes.buffer(file).putInt(20, LogBytes.headerCrc(file, length));
      }
    }
  }

  /** Seals one frame, if it is whole. Returns where it ends, or -1. */
  static int frame(byte[] file, LogBytes.Header header, int at) {
    if (file.length - at < LogBytes.FRAME_HEADER) {
      return -1;
    }
    ByteBuffer bytes = LogBytes.buffer(file);
    int length = bytes.getInt(at);
    if (length < LogBytes.FRAME_HEADER || length > file.length - at) {
      return -1;
    }
    int payload = at + LogBytes.FRAME_HEADER;
    boolean empty = length == LogBytes.FRAME_HEADER;
    bytes.putInt(at + 24, empty ? 0 : LogBytes.crc(file, payload, at + length));
    bytes.putInt(at + 4, LogBytes.frameCrc(header, file, at));
    return at + LogBytes.roundUp(length, 8);
  }

  /** Seals a segment: its header, and the frames that follow one another. */
  static void segment(byte[] file) {
    header(file);
    if (file.length < LogBytes.SEGMENT_HEADER_MIN) {
      return;
    }
    ByteBuffer bytes = LogBytes.buffer(file);
    int at = bytes.getInt(PRELUDE);
    int alignment = bytes.getInt(72);
    LogBytes.Header key = key(Arrays.copyOfRange(file, 24, 40), bytes.getLong(40));
    while (at >= LogBytes.SEGMENT_HEADER_MIN && at <= file.length - LogBytes.FRAME_HEADER) {
      if (bytes.getInt(at) != 0) {
        at = frame(file, key, at);
      } else if (alignment > 0 && at % alignment != 0) {
        at = (int) Math.min(Integer.MAX_VALUE, ((long) at / alignment + 1) * alignment);
      } else {
        return;
      }
    }
  }

  /** Returns a header of which only what keys the frames is told. */
  static LogBytes.Header key(byte[] logId, long number) {
    return new LogBytes.Header(
        LogBytes.SEGMENT_HEADER_MIN, logId, number, 1, 8, 1, 0, 0, java.util.List.of());
  }

  /** Seals a checkpoint: header, blocks, footer. */
  static void checkpoint(byte[] file) {
    prelude(file);
    if (file.length < CHECKPOINT_HEADER) {
      return;
    }
    ByteBuffer bytes = LogBytes.buffer(file);
    bytes.putInt(60, LogBytes.crc(file, 0, 60));
    int at = CHECKPOINT_HEADER;
    for (long index = 0; at <= file.length - 8; index++) {
      int length = bytes.getInt(at);
      if (length == 0) {
        footer(file, at);
        return;
      }
      if (length < 0 || length > file.length - at - 8) {
        return;
      }
      ByteBuffer keyed = ByteBuffer.allocate(28 + length).order(ByteOrder.LITTLE_ENDIAN);
      keyed.put(file, 40, 16).putLong(index).putInt(length).put(file, at + 8, length);
      bytes.putInt(at + 4, LogBytes.crc(keyed.array(), 0, keyed.capacity()));
      at += 8 + length;
    }
  }

  private static void footer(byte[] file, int at) {
    if (file.length - at < FOOTER) {
      return;
    }
    byte[] covered = new byte[60 + at + 24 - CHECKPOINT_HEADER];
    System.arraycopy(file, 0, covered, 0, 60);
    System.arraycopy(file, CHECKPOINT_HEADER, covered, 60, covered.length - 60);
    LogBytes.buffer(file).putInt(at + 24, LogBytes.crc(covered, 0, covered.length));
  }
}
