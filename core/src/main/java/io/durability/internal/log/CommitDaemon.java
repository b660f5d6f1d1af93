package io.durability.internal.log;

import java.lang.System.Logger;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/**
 * The one thread of a log that commits what no caller commits itself, ends intervals, and proves an
 * idle writer's last batch durable by a watermark. It is started when there is something for it to
 * do or to wait for, and ends when nothing can come but by an append.
 *
 * <p>While it runs callbacks it is not on duty: they may append and wait, so another thread takes
 * the duty if there is something to do. One such thread is kept as a spare.
 *
 * <p>All state is guarded by the pipeline's lock, with which all methods are called.
 */
final class CommitDaemon {

  /** Stands for "no limit" where nanoseconds are meant. */
  static final long NEVER = Long.MAX_VALUE;

  private static final Logger LOG = System.getLogger(CommitDaemon.class.getName());

  private final CommitPipeline pipeline;
  private final WriterSettings settings;

  /** After this long without an append, the last batch is proven durable. */
  private final long idleNanos;

  private final Condition work;
  private final Condition relief;

  /** The thread on duty, if there is one. */
  private @Nullable Thread thread;

  /** A thread that waits for the duty. */
  private @Nullable Thread spare;

  /** How many threads are off duty because they run callbacks. */
  private int aside;

  private boolean stopped;

  CommitDaemon(CommitPipeline pipeline, WriterSettings settings, long idleNanos) {
    this.pipeline = pipeline;
    this.settings = settings;
    this.idleNanos = idleNanos;
    this.work = pipeline.lock.newCondition();
    this.relief = pipeline.lock.newCondition();
  }

  /** Makes sure that what there is to do, now or at a time, gets done. */
  void wake() {
    boolean now = pipeline.canTake() || pipeline.dueAt() != NEVER;
    boolean later = idleNanos != NEVER && !pipeline.isProven();
    if (stopped || !(now || later)) {
      return;
    }
    if (thread == null) {
      if (aside > 0 && !now) {
        // The one that is aside comes back and sees to it.
        return;
      }
      if (spare != null) {
        thread = spare;
        spare = null;
        relief.signal();
        return;
      }
      Thread started = settings.threads().newThread(this::run);
      started.start();
      thread = started;
    } else if (now) {
      work.signal();
    }
  }

  /** Ends the thread when it has done what it is at. */
  void stop() {
    stopped = true;
    work.signalAll();
    dismissSpare();
  }

  /**
   * Gives up the duty, if this thread has it, because callbacks come next: what they wait for must
   * not wait for this thread.
   */
  void standAside() {
    if (thread == Thread.currentThread()) {
      thread = null;
      aside++;
    }
  }

  private void run() {
    CommitPipeline.Taken taken = next();
    while (taken != null) {
      pipeline.lead(taken);
      taken = next();
    }
  }

  /** Waits for something to commit; null ends the thread. */
  private CommitPipeline.@Nullable Taken next() {
    pipeline.lock.lock();
    boolean goesOn = false;
    try {
      if (thread != Thread.currentThread() && !comeBack()) {
        return null;
      }
      while (!pipeline.canTake()) {
        if (stopped || !pipeline.isHealthy() || !awaitWork()) {
          return null;
        }
      }
      CommitPipeline.Taken taken = pipeline.take();
      goesOn = true;
      return taken;
    } finally {
      if (!goesOn && thread == Thread.currentThread()) {
        // Under the same lock as the decision to end: the next append starts another thread, also
        // after an error such as no memory for a buffer.
        thread = null;
        dismissSpare();
      }
      pipeline.lock.unlock();
    }
  }

  /** Takes the duty again after callbacks, or waits for it as the spare; false ends the thread. */
  private boolean comeBack() {
    aside--;
    if (thread == null) {
      thread = Thread.currentThread();
      return true;
    }
    if (spare != null || stopped) {
      return false;
    }
    spare = Thread.currentThread();
    while (spare == Thread.currentThread()) {
      relief.awaitUninterruptibly();
    }
    return thread == Thread.currentThread();
  }

  private void dismissSpare() {
    spare = null;
    relief.signalAll();
  }

  /** Waits once. Returns false if nothing can come but by an append. */
  @SuppressWarnings("WaitNotInLoop") // The caller loops.
  private boolean awaitWork() {
    if (pipeline.dueAt() != NEVER) {
      long left = pipeline.dueAt() - settings.nanoClock().getAsLong();
      if (left > 0) {
        await(left);
      } else {
        // Due, but somebody leads or syncs: who does wakes this thread at the end.
        work.awaitUninterruptibly();
      }
    } else if (idleNanos == NEVER) {
      work.awaitUninterruptibly();
    } else if (pipeline.isProven()) {
      return false;
    } else {
      long before = pipeline.lastId();
      await(idleNanos);
      if (pipeline.lastId() == before && pipeline.isQuiet() && !stopped) {
        pipeline.putWatermark((byte) 0);
      }
    }
    return true;
  }

  @SuppressWarnings("WaitNotInLoop") // The caller's caller loops.
  private void await(long nanos) {
    try {
      work.awaitNanos(nanos);
    } catch (InterruptedException e) {
      // What this thread does is bounded by stop(); an interrupt has no meaning for it.
      LOG.log(Logger.Level.DEBUG, "the committing thread was interrupted", e);
    }
  }
}
