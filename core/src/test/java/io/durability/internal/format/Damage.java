package io.durability.internal.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.durability.errors.CorruptException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** Damages a structure in every small way, and makes checksums good again where a test asks. */
final class Damage {

  /** Decodes a structure that begins at index 0. */
  interface Decoder {
    Object decode(ByteBuffer source) throws Exception;
  }

  private Damage() {}

  /** Returns a copy with one byte changed. */
  static byte[] with(byte[] bytes, int at, int value) {
    byte[] changed = bytes.clone();
    changed[at] = (byte) value;
    return changed;
  }

  /** Returns a copy with an integer changed. */
  static byte[] withInt(byte[] bytes, int at, int value) {
    byte[] changed = bytes.clone();
    buffer(changed).putInt(at, value);
    return changed;
  }

  /** Returns a copy with a long changed. */
  static byte[] withLong(byte[] bytes, int at, long value) {
    byte[] changed = bytes.clone();
    buffer(changed).putLong(at, value);
    return changed;
  }

  /** Makes the prelude's CRC good. */
  static byte[] sealPrelude(byte[] bytes) {
    return withInt(bytes, 12, crc(Arrays.copyOf(bytes, 12)));
  }

  /** Makes the CRCs of a segment header good for the length it states. */
  static byte[] sealSegmentHeader(byte[] bytes) {
    byte[] sealed = sealPrelude(bytes);
    int length = buffer(sealed).getInt(16);
    return withInt(
        sealed, 20, crc(Arrays.copyOf(sealed, 20), Arrays.copyOfRange(sealed, 24, length)));
  }

  /** Makes the CRCs of a checkpoint header good. */
  static byte[] sealCheckpointHeader(byte[] bytes) {
    byte[] sealed = sealPrelude(bytes);
    return withInt(sealed, 60, crc(Arrays.copyOf(sealed, 60)));
  }

  static int crc(byte[]... parts) {
    CRC32C crc = new CRC32C();
    for (byte[] part : parts) {
      crc.update(part);
    }
    return (int) crc.getValue();
  }

  /** Flips every single bit: each must be rejected as corrupt, in no other way. */
  static void assertEveryFlipCorrupt(byte[] good, Decoder decoder) {
    for (int bit = 0; bit < good.length * Byte.SIZE; bit++) {
      byte[] bad = good.clone();
      bad[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
      assertCorrupt(bad, decoder, "bit " + bit);
    }
  }

  /** Cuts at every length: each must be rejected as corrupt, in no other way. */
  static void assertEveryCutCorrupt(byte[] good, Decoder decoder) {
    for (int length = 0; length < good.length; length++) {
      assertCorrupt(Arrays.copyOf(good, length), decoder, "length " + length);
    }
  }

  private static void assertCorrupt(byte[] bad, Decoder decoder, String what) {
    Throwable thrown = catchThrowable(() -> decoder.decode(Golden.buffer(bad)));
    assertThat(thrown).as(what).isExactlyInstanceOf(CorruptException.class);
  }

  private static ByteBuffer buffer(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
