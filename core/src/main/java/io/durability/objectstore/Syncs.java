package io.durability.objectstore;

import io.durability.errors.DurabilityException;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;

/**
 * The syncs of one appender that are under way: futures that complete strictly in the order in
 * which they were asked for, whichever threads bring the news.
 *
 * <p>Guarded by itself; futures complete outside the lock, one at a time.
 */
final class Syncs {

  private record Sync(long end, CompletableFuture<Long> future) {}

  private final ArrayDeque<Sync> waiting = new ArrayDeque<>();
  private final ArrayDeque<Runnable> decided = new ArrayDeque<>();
  private CompletableFuture<Long> last = CompletableFuture.completedFuture(0L);
  private boolean completing;

  /** Adds a sync of everything below an offset. */
  synchronized CompletableFuture<Long> add(long end) {
    last = new CompletableFuture<>();
    waiting.add(new Sync(end, last));
    return last;
  }

  /** Returns the future of the newest one. */
  synchronized CompletableFuture<Long> last() {
    return last;
  }

  /** Notes that everything below an offset is durable; {@link #complete} tells those who wait. */
  synchronized void durable(long length) {
    while (!waiting.isEmpty() && waiting.peek().end() <= length) {
      CompletableFuture<Long> future = waiting.remove().future();
      decided.add(() -> future.complete(length));
    }
  }

  /** Notes that nothing more becomes durable; {@link #complete} tells those who wait. */
  synchronized void fail(DurabilityException reason) {
    while (!waiting.isEmpty()) {
      CompletableFuture<Long> future = waiting.remove().future();
      decided.add(() -> future.completeExceptionally(reason));
    }
  }

  /** Completes what is decided, unless another thread is at it, which then goes on to this. */
  void complete() {
    synchronized (this) {
      if (completing) {
        return;
      }
      completing = true;
    }
    while (true) {
      Runnable next;
      synchronized (this) {
        next = decided.poll();
        if (next == null) {
          completing = false;
          return;
        }
      }
      next.run();
    }
  }
}
