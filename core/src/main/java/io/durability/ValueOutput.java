package io.durability;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The bytes of a payload while it is encoded. Threads: one. */
final class ValueOutput {

  private static final int BYTES_AT_FIRST = 64;

  private byte[] bytes = new byte[BYTES_AT_FIRST];
  private int length;
  private int depth;

  void put(int value) {
    ensure(1);
    bytes[length++] = (byte) value;
  }

  void put(byte[] values) {
    ensure(values.length);
    System.arraycopy(values, 0, bytes, length, values.length);
    length += values.length;
  }

  /** Puts the lowest bytes of a value, lowest first. */
  void putFixed(long value, int count) {
    ensure(count);
    for (int i = 0; i < count; i++) {
      bytes[length++] = (byte) (value >>> (8 * i));
    }
  }

  /** Puts an unsigned number, 7 bits a byte, lowest first. */
  void putVarint(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      put((int) (rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    put((int) rest);
  }

  /** Puts a signed number so that small ones of either sign are short. */
  void putZigzag(long value) {
    putVarint((value << 1) ^ (value >> 63));
  }

  /** Puts how many follow; 0 is left to stand for null. */
  void putCount(int count) {
    putVarint(count + 1L);
  }

  /** Puts a text, which must have no lone surrogate. */
  void putText(String text) throws CharacterCodingException {
    ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
    putCount(encoded.remaining());
    ensure(encoded.remaining());
    int count = encoded.remaining();
    encoded.get(bytes, length, count);
    length += count;
  }

  /** Begins a record inside what is being written. */
  void enter() {
    depth++;
    if (depth > RecordPayloads.DEPTH_MAX) {
      throw new IllegalArgumentException(
          "records nested too deep [expected<=" + RecordPayloads.DEPTH_MAX + "]");
    }
  }

  void leave() {
    depth--;
  }

  ByteBuffer toBuffer() {
    return ByteBuffer.wrap(bytes, 0, length);
  }

  private void ensure(int more) {
    int needed = Math.addExact(length, more);
    if (needed > bytes.length) {
      int doubled = (int) Math.min(Integer.MAX_VALUE - 8L, bytes.length * 2L);
      bytes = Arrays.copyOf(bytes, Math.max(needed, doubled));
    }
  }
}
