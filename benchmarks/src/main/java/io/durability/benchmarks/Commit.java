package io.durability.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The fate of one batch and those who wait for it. The lists are guarded by the pipeline's lock
 * until the batch is handed over, and do not change afterwards.
 */
final class Commit {
  final List<Thread> waiters = new ArrayList<>();
  final List<CompletableFuture<Void>> futures = new ArrayList<>();
  volatile boolean done;
  volatile @Nullable Thread leader;
  volatile @Nullable Throwable failure;

  /** Tells everybody; with {@code relay} only the first waiter, who has to {@link #wakeOthers}. */
  void finish(boolean relay) {
    done = true;
    Throwable cause = failure;
    for (CompletableFuture<Void> future : futures) {
      if (cause == null) {
        future.complete(null);
      } else {
        future.completeExceptionally(cause);
      }
    }
    if (!relay) {
      wakeOthers();
    } else if (!waiters.isEmpty()) {
      LockSupport.unpark(waiters.get(0));
    }
  }

  /** Wakes every waiter but the calling one. */
  void wakeOthers() {
    Thread self = Thread.currentThread();
    for (Thread waiter : waiters) {
      if (waiter != self) {
        LockSupport.unpark(waiter);
      }
    }
  }

  /** Throws if the batch failed. */
  void check() {
    Throwable cause = failure;
    if (cause != null) {
      throw new IllegalStateException("the batch was not written", cause);
    }
  }
}
