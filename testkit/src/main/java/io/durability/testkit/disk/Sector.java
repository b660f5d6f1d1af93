package io.durability.testkit.disk;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** The bytes that a disk writes at once, with their hash. Immutable, so images share them. */
final class Sector {

  static final int BYTES = 512;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** What was never written reads as. */
  static final Sector ZERO = new Sector(new byte[BYTES]);

  private final byte[] bytes;
  private final long hash;

  private Sector(byte[] bytes) {
    this.bytes = bytes;
    long mixed = 0;
    for (int at = 0; at < BYTES; at += Long.BYTES) {
      mixed = (mixed ^ (long) LONGS.get(bytes, at)) * 0x9E3779B97F4A7C15L;
      mixed ^= mixed >>> 29;
    }
    this.hash = mixed;
  }

  /** Takes over the bytes. */
  static Sector of(byte[] bytes) {
    return isZero(bytes) ? ZERO : new Sector(bytes);
  }

  private static boolean isZero(byte[] bytes) {
    for (int at = 0; at < BYTES; at += Long.BYTES) {
      if ((long) LONGS.get(bytes, at) != 0) {
        return false;
      }
    }
    return true;
  }

  long hash() {
    return hash;
  }

  void copyTo(int from, byte[] target, int to, int length) {
    System.arraycopy(bytes, from, target, to, length);
  }

  byte[] copy() {
    return bytes.clone();
  }

  /** Returns a sector with the first bytes of this one, and zeros behind. */
  Sector cut(int length) {
    if (length >= BYTES || this == ZERO) {
      return this;
    }
    return of(Arrays.copyOf(Arrays.copyOf(bytes, length), BYTES));
  }

  /** Returns what a power loss in the middle of writing leaves: this up to a byte, then another. */
  Sector tornInto(Sector behind, int at) {
    byte[] torn = behind.bytes.clone();
    System.arraycopy(bytes, 0, torn, 0, at);
    return of(torn);
  }

  boolean sameAs(Sector other) {
    return this == other || (hash == other.hash && Arrays.equals(bytes, other.bytes));
  }

  /** Tells whether the sector begins with these bytes. */
  boolean beginsWith(byte[] prefix) {
    return Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
  }
}
