package io.durability.testkit;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Holds the thread of one operation of a {@link FaultDirectory} until it is opened:
 *
 * <pre>{@code
 * try (Gate gate = faults.pauseBefore(on(SYNC))) {
 *   Thread writer = start(...);
 *   gate.awaitReached(patience);
 *   ...                            // the writer stands before its sync
 * }                                // and goes on
 * }</pre>
 *
 * <p>Threads: any.
 */
public final class Gate implements AutoCloseable {

  private final CountDownLatch reached = new CountDownLatch(1);
  private final CountDownLatch opened = new CountDownLatch(1);

  Gate() {}

  /** Holds the calling thread; interrupts are kept for later. */
  void pass() {
    reached.countDown();
    boolean interrupted = false;
    while (true) {
      try {
        opened.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns whether the operation has come to the gate. */
  public boolean reached() {
    return reached.getCount() == 0;
  }

  /**
   * Waits until the operation stands at the gate.
   *
   * @throws AssertionError if it does not come in time
   */
  public void awaitReached(Duration patience) throws InterruptedException {
    if (!reached.await(patience.toNanos(), TimeUnit.NANOSECONDS)) {
      throw new AssertionError("no operation came to the gate within " + patience);
    }
  }

  /** Lets the operation go on, and those that come later. Idempotent. */
  public void open() {
    opened.countDown();
  }

  /** Opens the gate. */
  @Override
  public void close() {
    open();
  }
}
