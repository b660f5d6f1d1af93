package io.durability.objectstore;

import io.durability.internal.format.ChunkHeader;
import java.nio.ByteBuffer;

/** A chunk that fills: room for its header, then content. */
final class ChunkBuffer {

  private static final int BYTES_MIN = 4_096;

  private final int bytesMax;
  private ByteBuffer bytes;

  ChunkBuffer(int contentBytesMax) {
    this.bytesMax = contentBytesMax + ChunkHeader.BYTES;
    this.bytes = ByteBuffer.allocate(Math.min(BYTES_MIN, bytesMax)).position(ChunkHeader.BYTES);
  }

  boolean isEmpty() {
    return bytes.position() == ChunkHeader.BYTES;
  }

  boolean isFull() {
    return bytes.position() == bytesMax;
  }

  /** Takes as much of some content as fits. */
  void take(ByteBuffer content) {
    int taken = Math.min(content.remaining(), bytesMax - bytes.position());
    if (taken > bytes.remaining()) {
      int needed = bytes.position() + taken;
      int grown = (int) Math.min(bytesMax, Math.max(needed, bytes.capacity() * 2L));
      bytes = ByteBuffer.allocate(grown).put(bytes.flip());
    }
    bytes.put(content.slice().limit(taken));
    content.position(content.position() + taken);
  }

  /** Returns header room and content, from position 0 to the limit; this buffer is then spent. */
  ByteBuffer close() {
    return bytes.flip();
  }
}
