package io.durability.objectstore;

import java.util.Arrays;

/**
 * When a write that is slow is sent a second time: when it takes longer than 9 of 10 took lately,
 * and seldom enough that hedges are no more than 6 requests in 100: an ack waits for all that were
 * sent before it, so that its own tail is theirs.
 *
 * <p>Guarded by itself.
 */
final class Hedge {

  /** Never; keeps nothing, so that all may share it. */
  static final Hedge NONE = new Hedge(false);

  private static final int KEPT = 256;
  private static final int NEEDED = 20;
  private static final int REFRESHED_EVERY = 16;

  /** Below this a second request would mostly be wasted. */
  private static final long DELAY_NANOS_MIN = 5_000_000;

  private static final double EARNED_PER_PUT = 0.059;
  private static final double EARNED_MAX = 3;

  private final boolean enabled;
  private final long[] latencies = new long[KEPT];
  private long measured;
  private long delayNanos = -1;
  private double earned = 1;

  Hedge(boolean enabled) {
    this.enabled = enabled;
  }

  /**
   * Begins a write.
   *
   * @return after how long it is to be hedged, in nanoseconds, or -1 for never
   */
  long begin() {
    if (!enabled) {
      return -1;
    }
    synchronized (this) {
      earned = Math.min(EARNED_MAX, earned + EARNED_PER_PUT);
      return delayNanos;
    }
  }

  /** Tells whether a hedge may be sent now; it is then counted. */
  synchronized boolean spend() {
    if (earned < 1) {
      return false;
    }
    earned--;
    return true;
  }

  /** Notes how long a write took. */
  void measured(long nanos) {
    if (enabled) {
      keep(nanos);
    }
  }

  private synchronized void keep(long nanos) {
    latencies[(int) (measured % KEPT)] = nanos;
    measured++;
    if ((measured > NEEDED && measured % REFRESHED_EVERY == 0) || measured == NEEDED) {
      long[] sorted = Arrays.copyOf(latencies, (int) Math.min(measured, KEPT));
      Arrays.sort(sorted);
      delayNanos = Math.max(DELAY_NANOS_MIN, sorted[sorted.length * 9 / 10]);
    }
  }
}
