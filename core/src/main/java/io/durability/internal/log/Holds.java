package io.durability.internal.log;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;

/**
 * The ids that readers in this process still need: nothing at or above the least of them is
 * truncated. Readers in other processes have no hold; they are told that their place is gone.
 */
public final class Holds {

  private final Set<Hold> held = ConcurrentHashMap.newKeySet();

  /** No hold begins while a truncation that did not know of it is under way. */
  private final ReentrantLock truncating = new ReentrantLock();

  /** One reader's claim to every entry from an id on. Threads: any. */
  public final class Hold implements AutoCloseable {

    private final AtomicLong from;

    private Hold(long id) {
      from = new AtomicLong(id);
    }

    /** Gives up what lies before an id; never moves back. */
    public void advance(long id) {
      from.accumulateAndGet(id, Math::max);
    }

    /** Gives up everything. Idempotent. */
    @Override
    public void close() {
      held.remove(this);
    }
  }

  /** Holds every entry from an id on that is still there; waits for the end of a truncation. */
  public Hold from(long id) {
    truncating.lock();
    try {
      Hold hold = new Hold(id);
      held.add(hold);
      return hold;
    } finally {
      truncating.unlock();
    }
  }

  /** Runs a truncation, given the least of an id and all that precede what is held. */
  <T> T truncate(long covered, LongFunction<T> truncation) {
    truncating.lock();
    try {
      return truncation.apply(coveredAtMost(covered));
    } finally {
      truncating.unlock();
    }
  }

  private long coveredAtMost(long covered) {
    long least = covered;
    for (Hold hold : held) {
      least = Math.min(least, hold.from.get() - 1);
    }
    return least;
  }
}
