package io.durability.internal.log;

import io.durability.storage.Clockwork;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Where appends wait while the batch that fills has no room for them. A condition of the pipeline's
 * lock, which is held when a method is called; with a clockwork the wait is one of its own.
 */
final class CommitRoom {

  private final ReentrantLock lock;
  private final Condition room;
  private final @Nullable Clockwork clockwork;

  /** Completes at the next signal; new each time. For waits of a clockwork. */
  private CompletableFuture<Void> made = new CompletableFuture<>();

  CommitRoom(ReentrantLock lock, @Nullable Clockwork clockwork) {
    this.lock = lock;
    this.room = lock.newCondition();
    this.clockwork = clockwork;
  }

  /** Waits until there may be room; gives the lock up meanwhile. */
  @SuppressWarnings("WaitNotInLoop") // The caller loops.
  void await() {
    if (clockwork == null) {
      room.awaitUninterruptibly();
      return;
    }
    CompletableFuture<Void> next = made;
    lock.unlock();
    try {
      clockwork.await(next);
    } finally {
      lock.lock();
    }
  }

  /** Has all who wait look again. */
  void signalAll() {
    room.signalAll();
    CompletableFuture<Void> before = made;
    made = new CompletableFuture<>();
    // Nothing depends on it but waits.
    before.complete(null);
  }
}
