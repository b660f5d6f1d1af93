package io.durability.internal.log;

import java.lang.System.Logger;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/**
 * The one thread of a log that commits what no caller commits itself, ends intervals, and proves an
 * idle writer's last batch durable by a watermark. It is started when there is something for it to
 * do or to wait for, and ends when nothing can come but by an append.
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
  private @Nullable Thread thread;
  private boolean stopped;

  CommitDaemon(CommitPipeline pipeline, WriterSettings settings, long idleNanos) {
    this.pipeline = pipeline;
    this.settings = settings;
    this.idleNanos = idleNanos;
    this.work = pipeline.lock.newCondition();
  }

  /** Makes sure that what there is to do, now or at a time, gets done. */
  void wake() {
    boolean now = pipeline.canTake() || pipeline.dueAt() != NEVER;
    boolean later = idleNanos != NEVER && !pipeline.isProven();
    if (stopped || !(now || later)) {
      return;
    }
    if (thread == null) {
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
      while (!pipeline.canTake()) {
        if (stopped || !pipeline.isHealthy() || !awaitWork()) {
          return null;
        }
      }
      CommitPipeline.Taken taken = pipeline.take();
      goesOn = true;
      return taken;
    } finally {
      if (!goesOn) {
        // Under the same lock as the decision to end: the next append starts another thread, also
        // after an error such as no memory for a buffer.
        thread = null;
      }
      pipeline.lock.unlock();
    }
  }

  /** Waits once. Returns false if nothing can come but by an append. */
  @SuppressWarnings("WaitNotInLoop") // The caller loops.
  private boolean awaitWork() {
    if (pipeline.dueAt() != NEVER) {
      await(pipeline.dueAt() - settings.nanoClock().getAsLong());
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
