package io.durability.internal.log;

import io.durability.storage.Traits;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;

/** The buffers that batches fill, used again. Guarded by the lock of its {@link CommitPipeline}. */
final class CommitBuffers {

  /** How far a batch is filled, unless one append alone is larger. */
  static final int FILL_BYTES_MAX = 4 << 20;

  private static final int BYTES_MIN = 64 << 10;

  /** A batch filled as far as it goes, and the padding behind it. Larger ones are let go. */
  private static final int KEPT_BYTES_MAX = FILL_BYTES_MAX + Traits.ALIGNMENT_MAX;

  private static final int KEPT = 2;

  private final ArrayDeque<ByteBuffer> free = new ArrayDeque<>();

  ByteBuffer take() {
    ByteBuffer buffer = free.poll();
    return buffer == null ? allocate(BYTES_MIN) : buffer;
  }

  void giveBack(ByteBuffer buffer) {
    if (free.size() < KEPT && buffer.isDirect() && buffer.capacity() <= KEPT_BYTES_MAX) {
      free.add(buffer.clear());
    }
  }

  /**
   * Returns a larger buffer with the same bytes and position: twice as large, but within what is
   * kept as long as that does. A buffer that had to go with each full batch would cost as much as
   * all else of its appends.
   */
  static ByteBuffer grown(ByteBuffer buffer, int needed) {
    long doubled = Math.min(buffer.capacity() * 2L, KEPT_BYTES_MAX);
    return allocate((int) Math.max(needed, doubled)).put(buffer.flip());
  }

  private static ByteBuffer allocate(int capacity) {
    return ByteBuffer.allocateDirect(capacity).order(ByteOrder.LITTLE_ENDIAN);
  }
}
