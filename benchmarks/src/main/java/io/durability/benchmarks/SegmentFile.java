package io.durability.benchmarks;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * A file that takes one batch after the other, each durable on return. Owned by one thread at a
 * time.
 *
 * <p>At {@link #SEGMENT_BYTES} it starts again at 0, as if the file were reused, so that a round
 * may be as long as it likes.
 */
final class SegmentFile implements Closeable {
  static final int SEGMENT_BYTES = 64 << 20;

  private static final int ZEROS_BYTES = 1 << 20;
  private static final ByteBuffer ZEROS = Buffers.direct(ZEROS_BYTES);

  private final SyncChannel channel;
  private final Growth growth;
  private final int wrapBytes;
  private long position;
  private long reserved;
  private long fillNanos;

  /** Writes to {@code file}, which must already have its space if {@code growth} reuses it. */
  SegmentFile(Path file, ChannelKind kind, Growth growth, int wrapBytes) throws IOException {
    this.channel = kind.open(file);
    this.growth = growth;
    this.wrapBytes = wrapBytes;
    if (growth == Growth.WHOLE) {
      reserve(SEGMENT_BYTES, true);
    } else if (growth.reuses()) {
      reserved = wrapBytes;
    }
  }

  /** Writes {@code batch} behind the last one and syncs it. */
  void append(ByteBuffer batch) throws IOException {
    int length = batch.remaining();
    if (position + length > wrapBytes) {
      position = 0;
    }
    boolean metadata = growth == Growth.GROWING_METADATA;
    if (!growth.grows() && position + length > reserved) {
      boolean joined = growth == Growth.STEPS_1M_JOINED;
      reserve(growth.stepBytes, !joined);
      metadata = joined;
    }
    channel.write(batch, position);
    channel.force(metadata);
    position += length;
  }

  private void reserve(int bytes, boolean force) throws IOException {
    long start = System.nanoTime();
    long end = Math.min(reserved + bytes, SEGMENT_BYTES);
    while (reserved < end) {
      ByteBuffer zeros = ZEROS.duplicate().limit((int) Math.min(ZEROS_BYTES, end - reserved));
      int length = zeros.remaining();
      channel.write(zeros, reserved);
      reserved += length;
    }
    if (force) {
      channel.force(true);
    }
    fillNanos += System.nanoTime() - start;
  }

  /** Where the next batch goes. */
  long position() {
    return position;
  }

  /** Time spent on zeros so far. */
  long fillNanos() {
    return fillNanos;
  }

  /**
   * Time spent on the zeros that batches have used; a fixed time may end with most of a step left.
   */
  long usedFillNanos() {
    return reserved == 0 ? 0 : fillNanos * Math.min(position, reserved) / reserved;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /** Creates {@code file} with {@code bytes} of zeros, durable, through a channel of that kind. */
  static void prepare(Path file, ChannelKind kind, int bytes) throws IOException {
    try (SyncChannel channel = kind.open(file)) {
      for (long at = 0; at < bytes; at += ZEROS_BYTES) {
        channel.write(ZEROS.duplicate(), at);
      }
      channel.force(true);
    }
  }
}
