package io.durability;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * The bytes of a payload while it is decoded. Every length and count is checked against the bytes
 * that are left before memory is taken for it. Threads: one.
 */
final class ValueInput {

  private final ByteBuffer payload;
  private final int start;
  private final String wanted;
  private String component = "";
  private int depth;

  ValueInput(ByteBuffer payload, Class<?> wanted) {
    this.payload = payload;
    this.start = payload.position();
    this.wanted = wanted.getName();
  }

  /** Says which component comes next, for messages. */
  void at(String name) {
    component = name;
  }

  int get() throws IOException {
    need(1);
    return payload.get() & 0xFF;
  }

  byte[] get(int count) throws IOException {
    need(count);
    byte[] bytes = new byte[count];
    payload.get(bytes);
    return bytes;
  }

  long getFixed(int count) throws IOException {
    need(count);
    long value = 0;
    for (int i = 0; i < count; i++) {
      value |= (payload.get() & 0xFFL) << (8 * i);
    }
    return value;
  }

  /** Reads an unsigned number of at most 64 bits, in the one encoding that it has. */
  long getVarint() throws IOException {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      int next = get();
      if ((next == 0 && shift > 0) || (shift == 63 && next > 1)) {
        throw malformed("a number in its shortest form, of at most 64 bits", next);
      }
      value |= (next & 0x7FL) << shift;
      if (next < 0x80) {
        return value;
      }
    }
  }

  /** Reads an unsigned number. */
  long getVarint(long max) throws IOException {
    long value = getVarint();
    if (Long.compareUnsigned(value, max) > 0) {
      throw malformed("at most " + max, Long.toUnsignedString(value));
    }
    return value;
  }

  long getZigzag(long min, long max) throws IOException {
    long coded = getVarint();
    long value = (coded >>> 1) ^ -(coded & 1);
    if (value < min || value > max) {
      throw malformed(min + " to " + max, value);
    }
    return value;
  }

  /**
   * Reads how many follow, each of a byte or more.
   *
   * @return -1 for null
   */
  int getCount() throws IOException {
    return (int) getVarint(payload.remaining() + 1L) - 1;
  }

  /** Reads a text of so many bytes. */
  String getText(int count) throws IOException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(get(count))).toString();
    } catch (CharacterCodingException e) {
      IOException malformed = malformed("UTF-8", "other bytes");
      malformed.initCause(e);
      throw malformed;
    }
  }

  /** Reads the mark before a value: 0 for null, up to {@code max} for what follows. */
  int getMark(int max) throws IOException {
    int mark = get();
    if (mark > max) {
      throw malformed("0 to " + max, mark);
    }
    return mark;
  }

  /** Begins a record inside what is being read. */
  void enter() throws IOException {
    depth++;
    if (depth > RecordPayloads.DEPTH_MAX) {
      throw malformed("records nested at most " + RecordPayloads.DEPTH_MAX + " deep", depth);
    }
  }

  void leave() {
    depth--;
  }

  void requireEnd() throws IOException {
    if (payload.hasRemaining()) {
      throw malformed("the end", payload.remaining() + " more bytes");
    }
  }

  IOException malformed(String expected, Object found) {
    return new IOException(
        "payload is not a "
            + wanted
            + " [component="
            + component
            + ", position="
            + (payload.position() - start)
            + ", expected="
            + expected
            + ", found="
            + found
            + "]");
  }

  private void need(int count) throws IOException {
    if (count > payload.remaining()) {
      throw malformed(count + " more bytes", payload.remaining());
    }
  }
}
