package io.durability;

import java.time.Duration;

/**
 * When an append becomes durable that nobody waits for. Whatever the policy, an ack tells the
 * truth: it completes when the entry is durable, and {@link Ack#await}, {@link Log#appendDurable},
 * {@link Log#sync}, a publish and {@code close} make everything before them durable at once.
 *
 * @see LogOptions.Builder#sync
 */
public final class SyncPolicy {

  /** The longest interval. */
  static final Duration TIME_MAX = Duration.ofDays(365);

  private static final SyncPolicy DURABLE = new SyncPolicy(0, "durable");
  private static final SyncPolicy BUFFERED = new SyncPolicy(Long.MAX_VALUE, "buffered");

  private final long intervalNanos;
  private final String name;

  private SyncPolicy(long intervalNanos, String name) {
    this.intervalNanos = intervalNanos;
    this.name = name;
  }

  /** Each append is committed at once, together with what else is there by then. */
  public static SyncPolicy durable() {
    return DURABLE;
  }

  /**
   * An append is made durable at most this long after it, plus the time of the sync, also if no
   * further append follows. A crash loses at most that much.
   *
   * @param time more than zero, at most 365 days
   * @throws IllegalArgumentException if the time is out of that range
   */
  public static SyncPolicy interval(Duration time) {
    if (time.isNegative() || time.isZero() || time.compareTo(TIME_MAX) > 0) {
      throw new IllegalArgumentException(
          "interval out of range [expected=more than 0, at most "
              + TIME_MAX
              + ", found="
              + time
              + "]");
    }
    return new SyncPolicy(time.toNanos(), "interval(" + time + ")");
  }

  /**
   * Appends become durable only when somebody asks for it, or when a new segment is begun behind
   * them. When a batch is full it is written but not synced. A crash may lose everything since the
   * last sync.
   */
  public static SyncPolicy buffered() {
    return BUFFERED;
  }

  /** Returns 0 for at once, {@link Long#MAX_VALUE} for when asked for. */
  long intervalNanos() {
    return intervalNanos;
  }

  /** Returns the policy's name. */
  @Override
  public String toString() {
    return name;
  }
}
