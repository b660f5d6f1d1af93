package io.durability.internal.log;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;

/** The buffers that batches fill, used again. Guarded by the lock of its {@link CommitPipeline}. */
final class CommitBuffers {

  private static final int BYTES_MIN = 64 << 10;
  private static final int KEPT = 2;

  private final ArrayDeque<ByteBuffer> free = new ArrayDeque<>();
  private final long keptBytesMax;

  /** Keeps buffers up to this size; one that grew for a large append is let go. */
  CommitBuffers(long keptBytesMax) {
    this.keptBytesMax = keptBytesMax + BYTES_MIN;
  }

  ByteBuffer take() {
    ByteBuffer buffer = free.poll();
    return buffer == null
        ? ByteBuffer.allocateDirect(BYTES_MIN).order(ByteOrder.LITTLE_ENDIAN)
        : buffer;
  }

  void giveBack(ByteBuffer buffer) {
    if (free.size() < KEPT && buffer.isDirect() && buffer.capacity() <= keptBytesMax) {
      free.add(buffer.clear());
    }
  }
}
