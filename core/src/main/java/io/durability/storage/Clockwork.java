package io.durability.storage;

import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/**
 * Time, timers, waiting and chance, as one argument: everything that a program otherwise takes from
 * its machine, and that a simulator gives it in its stead. What is driven by one of these starts no
 * thread and waits nowhere but in {@link #await}.
 *
 * <p>In {@link #system} a wait blocks the thread; in a simulator with one thread it runs what is
 * due next until the awaited has happened, and time passes only by that.
 *
 * <p>Threads: any.
 */
public interface Clockwork {

  /** A task that is to run at a time. */
  interface Timer {

    /** Keeps the task from running, if it has not begun. Idempotent. */
    void cancel();
  }

  /** Returns the time that has passed since any origin, in nanoseconds. It never goes back. */
  long nanoTime();

  /**
   * Runs a short task that does not wait for anything, once, in any thread.
   *
   * @param delayNanos after how long at the earliest; 0 or less for as soon as possible, but never
   *     within this call
   */
  Timer schedule(Runnable task, long delayNanos);

  /**
   * Waits until a future is done, however it ends. An interrupt does not end the wait; it is set
   * again on return.
   */
  void await(CompletableFuture<?> future);

  /** Returns the source of chance: of ids that must not repeat, also not in a cloned process. */
  RandomGenerator entropy();

  /**
   * Returns the machine's own: its monotonic clock, one daemon thread that exists while there is a
   * timer or was one a moment ago, waits that block, and entropy of the operating system.
   */
  static Clockwork system() {
    return new SystemClockwork();
  }
}
