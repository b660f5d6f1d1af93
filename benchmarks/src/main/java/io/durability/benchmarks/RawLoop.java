package io.durability.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;

/** One thread that writes and syncs, and does nothing else: the limit of every design. */
final class RawLoop {
  private RawLoop() {}

  /** Measures for {@code nanos} with one frame in each batch, padded to {@code padding}. */
  static Measurement run(SegmentFile file, int payloadBytes, int padding, long nanos)
      throws IOException {
    ByteBuffer batch =
        Buffers.direct(Buffers.align(FrameCheck.HEADER_BYTES + payloadBytes, padding));
    Latencies latencies = new Latencies();
    double setUpMillis = file.fillNanos() / 1e6;
    long fillBefore = file.fillNanos();
    long start = System.nanoTime();
    long now = start;
    while (now - start < nanos) {
      batch.clear().putLong(0, now); // not the same bytes as before
      long before = now;
      file.append(batch);
      now = System.nanoTime();
      latencies.add(now - before);
    }
    if (setUpMillis > 0) {
      return latencies.over(now - start, 1, setUpMillis);
    }
    // Charge the share of the zeros that was used, so that a step cut short by the clock is fair.
    long unused = file.fillNanos() - fillBefore - file.usedFillNanos();
    return latencies.over(now - start - unused, 1, Double.NaN);
  }
}
