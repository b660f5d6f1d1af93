package io.durability.internal.log;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * How callers wait for a batch: one commits the batch itself if that is best, others are woken, or
 * have something run, when it is done.
 *
 * <p>The pipeline's lock is not held when a method is called.
 */
final class CommitWait {

  private static final int NO_PLACE = -1;

  private final CommitPipeline pipeline;
  private final WriterSettings settings;

  CommitWait(CommitPipeline pipeline, WriterSettings settings) {
    this.pipeline = pipeline;
    this.settings = settings;
  }

  /** Waits until a batch is done; commits it in this thread if that is best. */
  void commitOrWait(CommitBatch batch) {
    CommitPipeline.@Nullable Taken mine = null;
    int place = NO_PLACE;
    pipeline.lock.lock();
    try {
      if (batch.isDone()) {
        return;
      }
      mine = pipeline.takeOrAsk(batch);
      if (mine == null) {
        place = addWaiter(batch);
      }
    } finally {
      pipeline.lock.unlock();
    }
    if (mine == null) {
      pipeline.outcomes().releaseStranded();
    } else {
      pipeline.lead(mine);
      place = addWaiter(batch);
    }
    if (place == NO_PLACE) {
      return;
    }
    try {
      if (settings.clockwork() == null) {
        park(batch);
      } else {
        awaitSettled(batch.settled());
      }
    } finally {
      if (batch.isDone()) {
        batch.wakeBehind(place);
      }
    }
  }

  /** Adds this thread to those that wait for a batch, unless it is done: {@link #NO_PLACE}. */
  private int addWaiter(CommitBatch batch) {
    pipeline.lock.lock();
    try {
      return batch.isDone() ? NO_PLACE : batch.addWaiter(Thread.currentThread());
    } finally {
      pipeline.lock.unlock();
    }
  }

  /** Waits for a future, in the clockwork if there is one; else whoever joins it waits. */
  void awaitSettled(CompletableFuture<?> future) {
    settings.awaitIfClockwork(future);
  }

  /** Has something run when a batch is done; returns false if it is done already. */
  boolean addDependent(CommitBatch batch, Runnable completion) {
    pipeline.lock.lock();
    try {
      if (batch.isDone()) {
        return false;
      }
      batch.addDependent(completion);
      return true;
    } finally {
      pipeline.lock.unlock();
    }
  }

  private static void park(CommitBatch batch) {
    boolean interrupted = false;
    while (!batch.isDone()) {
      LockSupport.park(batch);
      // A pending interrupt would make every further park return at once.
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
