package io.durability.benchmarks;

import java.nio.ByteBuffer;

/** The frames of one batch, in order, in direct memory. Guarded by whoever owns the batch. */
final class FrameBuffer {
  private final ByteBuffer bytes;
  private final ByteBuffer view;
  private final int[] starts;
  private final FrameCheck.Closer closer;
  private int count;

  /** Holds up to {@code framesMax} frames with payloads of up to {@code payloadBytesMax}. */
  FrameBuffer(FrameCheck check, int framesMax, int payloadBytesMax) {
    int frameBytes = Buffers.align(FrameCheck.HEADER_BYTES + payloadBytesMax, Buffers.PACKED);
    this.bytes = Buffers.direct(Buffers.align(Math.multiplyExact(framesMax, frameBytes), 4096));
    this.view = bytes.duplicate();
    this.starts = new int[framesMax];
    this.closer = check.new Closer();
  }

  int count() {
    return count;
  }

  /** Adds a frame, all but its watermark and its CRC. */
  void add(long id, byte[] payload, int payloadCrc) {
    int start = bytes.position();
    starts[count++] = start;
    bytes.putLong(FrameCheck.HEADER_BYTES + payload.length); // length, and 0 for the CRC
    bytes.putLong(id);
    bytes.putLong(1L << 32); // no watermark yet; kind 1
    bytes.putLong(payloadCrc & 0xFFFFFFFFL);
    bytes.put(payload);
    zeroUpTo(Buffers.PACKED);
  }

  /** Closes each frame and pads the batch; the result is ready to be written at {@code offset}. */
  ByteBuffer close(long offset, int padding) {
    for (int i = 0; i < count; i++) {
      // The segment counts as durable up to this batch: it is the only one on its way.
      closer.close(bytes, view.clear(), starts[i], offset + starts[i], starts[i]);
    }
    zeroUpTo(padding);
    return bytes.flip();
  }

  /** Makes room for the next batch. */
  void clear() {
    bytes.clear();
    count = 0;
  }

  private void zeroUpTo(int alignment) {
    for (int n = Buffers.align(bytes.position(), alignment) - bytes.position(); n > 0; ) {
      if (n >= Long.BYTES) {
        bytes.putLong(0);
        n -= Long.BYTES;
      } else {
        bytes.put((byte) 0);
        n--;
      }
    }
  }
}
