package io.durability.testkit;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A thread of a {@link Simulation}, which takes turns with the others. */
final class SimulatedActor {

  /** A real wait of this length means that code of the world blocks where the world cannot see. */
  private static final long STUCK_SECONDS = 120;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition turnCame = lock.newCondition();
  final Deque<Simulation.Wait> stack = new ArrayDeque<>();
  @Nullable SimulatedProcess process;
  private boolean turn;
  @Nullable Runnable start;

  void give() {
    lock.lock();
    try {
      turn = true;
      turnCame.signal();
    } finally {
      lock.unlock();
    }
  }

  void take() {
    lock.lock();
    try {
      long left = TimeUnit.SECONDS.toNanos(STUCK_SECONDS);
      while (!turn) {
        if (left <= 0) {
          throw new IllegalStateException("a thread of the simulation blocks outside of it");
        }
        left = awaitTurn(left);
      }
      turn = false;
    } finally {
      lock.unlock();
    }
  }

  @SuppressWarnings("WaitNotInLoop") // The caller loops.
  private long awaitTurn(long nanos) {
    try {
      return turnCame.awaitNanos(nanos);
    } catch (InterruptedException e) {
      // No thread of the world is interrupted by the world, and others mean nothing to it.
      return nanos;
    }
  }

  boolean isKilled() {
    return process != null && process.isKilled();
  }

  boolean isFrozen(long now) {
    return process != null && process.frozenUntil() > now;
  }

  boolean hasTurns() {
    return process != null && !process.turns.isEmpty();
  }

  @Nullable Runnable nextTurn(long now) {
    return process == null || isFrozen(now) ? null : process.turns.poll();
  }
}
