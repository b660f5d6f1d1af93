package io.durability.testkit;

import io.durability.testkit.LogBytes.Frame;
import io.durability.testkit.LogBytes.Header;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Contents that do not belong where they are: text, other logs, forged lengths. */
final class ForeignBytes {

  /** What {@link #inPlaceOf} knows. */
  static final List<String> REPLACEMENTS =
      List.of("nothing", "byte", "text", "long-text", "zeros", "other-log", "other-state");

  /** What {@link #extra} knows. */
  static final List<String> EXTRAS = List.of("nothing", "text", "zeros", "long-text");

  private static final int LOG_ID_AT = 24;

  private ForeignBytes() {}

  /** Returns what stands in the place of a file. */
  static byte[] inPlaceOf(byte[] file, String what) {
    return switch (what) {
      case "zeros" -> new byte[file.length];
      case "other-log" -> otherLog(file);
      case "other-state" -> otherState(file);
      default -> extra(what);
    };
  }

  /** Returns the content of a file that does not belong. */
  static byte[] extra(String what) {
    return switch (what) {
      case "nothing" -> new byte[0];
      case "byte" -> new byte[] {42};
      case "text" -> "Nothing to see here.\r\n".getBytes(StandardCharsets.UTF_8);
      case "long-text" -> "Nothing to see here.\n".repeat(3500).getBytes(StandardCharsets.UTF_8);
      case "zeros" -> new byte[8192];
      default -> throw new IllegalArgumentException(what);
    };
  }

  /** Returns a segment as it would be in another log; another file as it is, but for its log id. */
  private static byte[] otherLog(byte[] file) {
    Optional<Header> header = LogBytes.header(file);
    if (header.isEmpty()) {
      return extra("text");
    }
    byte[] copy = file.clone();
    List<Frame> frames = LogBytes.frames(file, header.get(), file.length, true);
    new Random(file.length).nextBytes(header.get().logId());
    System.arraycopy(header.get().logId(), 0, copy, LOG_ID_AT, 16);
    sealHeader(copy);
    for (Frame frame : frames) {
      sealFrame(copy, header.get(), frame.offset());
    }
    return copy;
  }

  /**
   * Returns a good checkpoint of the same length and last id, but of another state; of a file that
   * is no checkpoint, text.
   */
  private static byte[] otherState(byte[] file) {
    if (LogBytes.header(file).isPresent() || file.length < 104) {
      return extra("text");
    }
    byte[] copy = file.clone();
    // One block: behind its header the payload.
    ByteBuffer bytes = LogBytes.buffer(copy);
    int length = bytes.getInt(64);
    copy[72 + 20] ^= 1;
    byte[] keyed = new byte[28 + length];
    LogBytes.buffer(keyed).put(copy, 40, 16).putLong(0).putInt(length).put(copy, 72, length);
    bytes.putInt(68, LogBytes.crc(keyed, 0, keyed.length));
    int fileCrcAt = 72 + length + 24;
    bytes.putInt(fileCrcAt, LogBytes.crc(copy, 0, fileCrcAt));
    return copy;
  }

  /** Sets a word in a header, of the file or of a frame, and makes its checksum fit. */
  static byte[] forged(byte[] file, int at, int value) {
    byte[] copy = file.clone();
    LogBytes.buffer(copy).putInt(at, value);
    Optional<Header> header = LogBytes.header(file);
    if (header.isEmpty()) {
      LogBytes.buffer(copy).putInt(60, LogBytes.crc(copy, 0, 60));
    } else if (at < header.get().bytes()) {
      LogBytes.buffer(copy).putInt(12, LogBytes.crc(copy, 0, 12));
      sealHeader(copy);
    } else {
      LogBytes.frames(file, header.get(), file.length, true).stream()
          .filter(frame -> frame.offset() <= at && at < frame.offset() + LogBytes.FRAME_HEADER)
          .forEach(frame -> sealFrame(copy, header.get(), frame.offset()));
    }
    return copy;
  }

  private static void sealHeader(byte[] file) {
    // A forged length may point anywhere; what it covers then is as forged as it is.
    int bytes = Math.max(24, Math.min(LogBytes.buffer(file).getInt(16), file.length));
    LogBytes.buffer(file).putInt(20, LogBytes.headerCrc(file, bytes));
  }

  private static void sealFrame(byte[] file, Header header, int at) {
    LogBytes.buffer(file).putInt(at + 4, LogBytes.frameCrc(header, file, at));
  }
}
