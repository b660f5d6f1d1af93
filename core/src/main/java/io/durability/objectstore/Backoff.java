package io.durability.objectstore;

import io.durability.storage.Clockwork;
import org.jspecify.annotations.Nullable;

/**
 * When one operation is tried again: later each time, with jitter so that many do not come back at
 * once, a bounded number of times, and not beyond a deadline.
 */
final class Backoff {

  private static final long FIRST_NANOS = 50_000_000;
  private static final long LONGEST_NANOS = 5_000_000_000L;
  static final int TRIES_MAX = 64;

  /** How often credentials that the store refused are tried again: they may just be renewed. */
  private static final int DENIALS_MAX = 3;

  /** Is told of each failure after which the operation is tried again, with no lock held. */
  @FunctionalInterface
  interface Retries {

    /** The attempt of this number, from 1, failed. */
    void retried(int attempt, ObjectStoreException failure);
  }

  private final Clockwork clockwork;
  private final Retries retries;
  private final long deadline;
  private final int triesMax;
  private int tries;
  private int denials;

  Backoff(Clockwork clockwork, long patienceNanos, int triesMax, Retries retries) {
    this.clockwork = clockwork;
    this.retries = retries;
    this.triesMax = triesMax;
    this.deadline = clockwork.nanoTime() + patienceNanos;
  }

  /**
   * Runs the next try, after a while.
   *
   * @return null if it was scheduled, or why it was not
   */
  @Nullable ObjectStoreException again(ObjectStoreException failure, Runnable next) {
    int attempt;
    long delay;
    synchronized (this) {
      if (failure.kind() == ObjectStoreException.Kind.REJECTED) {
        return failure;
      }
      if (failure.kind() == ObjectStoreException.Kind.DENIED && ++denials > DENIALS_MAX) {
        return failure;
      }
      long longest = Math.min(LONGEST_NANOS, FIRST_NANOS << Math.min(tries, 16));
      delay = longest / 2 + Math.floorMod(clockwork.entropy().nextLong(), longest / 2 + 1);
      if (++tries >= triesMax || clockwork.nanoTime() + delay - deadline > 0) {
        return failure;
      }
      attempt = tries;
    }
    retries.retried(attempt, failure);
    clockwork.schedule(next, delay);
    return null;
  }
}
