package io.durability.benchmarks;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Direct buffers and sizes. */
final class Buffers {
  /** The alignment of a packed batch: frames begin at multiples of it. */
  static final int PACKED = 8;

  /** Enough for direct I/O on the disks we know. */
  private static final int BLOCK_BYTES = 4096;

  private Buffers() {}

  /** A direct, little-endian buffer of zeros that begins at a block boundary. */
  static ByteBuffer direct(int bytes) {
    return ByteBuffer.allocateDirect(align(bytes, BLOCK_BYTES) + BLOCK_BYTES)
        .alignedSlice(BLOCK_BYTES)
        .limit(bytes)
        .slice()
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  /** {@code bytes}, rounded up to a multiple of {@code alignment}, a power of two. */
  static int align(int bytes, int alignment) {
    return (bytes + alignment - 1) & -alignment;
  }
}
