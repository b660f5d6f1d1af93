package io.durability.internal.log;

import java.lang.System.Logger;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/**
 * The one thread of a log that commits what no caller commits itself, ends intervals, writes early
 * what nobody waits for, and proves an idle writer's last batch durable by a watermark. It is
 * started when there is something for it to do or to wait for, and ends when nothing can come but
 * by an append.
 *
 * <p>While it runs callbacks it is not on duty: they may append and wait, so another thread takes
 * the duty if there is something to do. One such thread is kept as a spare.
 *
 * <p>If no thread can be had, an idle writer's last batch stays unproven until one can, and appends
 * write what nobody waits for when it is full. What has to be committed fails, because nobody else
 * would come to do it, and poisons the log.
 *
 * <p>All state is guarded by the pipeline's lock, with which all methods are called.
 */
final class CommitThread implements CommitDaemon {

  private static final Logger LOG = System.getLogger(CommitThread.class.getName());

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

  /** Finished batches whose callbacks have still to be run. */
  private final ArrayDeque<CommitBatch> handedOver = new ArrayDeque<>();

  private boolean stopped;

  CommitThread(CommitPipeline pipeline, WriterSettings settings, long idleNanos) {
    this.pipeline = pipeline;
    this.settings = settings;
    this.idleNanos = idleNanos;
    this.work = pipeline.lock.newCondition();
    this.relief = pipeline.lock.newCondition();
  }

  @Override
  public void wake() {
    boolean commits =
        !stopped && (pipeline.canTake() || pipeline.dueAt() != NEVER || pipeline.lingerLeft() > 0);
    // Also when stopped: those who depend on a batch are told in any case.
    boolean now = commits || !handedOver.isEmpty();
    boolean later = !stopped && idleNanos != NEVER && !pipeline.isProven();
    boolean early = !stopped && pipeline.canWriteEarly();
    if (!(now || later || early)) {
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
      start(now);
    } else if (now || early) {
      work.signal();
    }
  }

  private void start(boolean needed) {
    try {
      Thread started = Objects.requireNonNull(settings.threads().newThread(this::run), "thread");
      started.start();
      thread = started;
    } catch (RuntimeException | Error e) {
      // The entries of whoever called are in the batch, or even durable: nothing may reach him that
      // says otherwise.
      if (needed) {
        giveUp(e);
      }
    }
  }

  private void giveUp(Throwable reason) {
    pipeline.outcomes().strand(handedOver, stopped ? null : reason);
  }

  @Override
  public void handOver(CommitBatch finished) {
    handedOver.add(finished);
    wake();
  }

  @Override
  public void stop() {
    stopped = true;
    work.signalAll();
    dismissSpare();
  }

  @Override
  public void standAside() {
    if (thread == Thread.currentThread()) {
      thread = null;
      aside++;
    }
  }

  private void run() {
    try {
      Runnable work = next();
      while (work != null) {
        work.run();
        work = next();
      }
    } catch (RuntimeException | Error e) {
      die(e);
      throw e;
    }
  }

  private void die(Throwable reason) {
    pipeline.lock.lock();
    try {
      leave();
      giveUp(reason);
    } finally {
      pipeline.lock.unlock();
    }
    pipeline.outcomes().releaseStranded();
  }

  /** Gives up the duty, if this thread has it, for good. */
  private void leave() {
    if (thread == Thread.currentThread()) {
      thread = null;
      dismissSpare();
    }
  }

  /** Waits for something to commit, or for callbacks to run; null ends the thread. */
  private @Nullable Runnable next() {
    pipeline.lock.lock();
    boolean goesOn = false;
    try {
      if (thread != Thread.currentThread() && !comeBack()) {
        return null;
      }
      while (handedOver.isEmpty() && !pipeline.canTake() && !pipeline.canWriteEarly()) {
        if (stopped || !pipeline.isHealthy() || !awaitWork()) {
          return null;
        }
      }
      CommitBatch finished = handedOver.poll();
      if (finished != null) {
        standAside();
        wake();
        goesOn = true;
        return () -> tell(finished);
      }
      CommitPipeline.Taken taken = pipeline.take();
      goesOn = true;
      return () -> pipeline.lead(taken);
    } finally {
      if (!goesOn) {
        // Under the same lock as the decision to end: the next append starts another thread.
        leave();
      }
      pipeline.lock.unlock();
    }
  }

  private void tell(CommitBatch finished) {
    pipeline.outcomes().releaseStranded();
    finished.runDependents();
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
    long lingers = pipeline.lingerLeft();
    if (lingers > 0) {
      await(lingers);
    } else if (pipeline.dueAt() != NEVER) {
      long left = pipeline.dueAt() - settings.nanoClock().getAsLong();
      if (left > 0) {
        await(left);
      } else {
        // Due, but somebody leads or syncs: whoever does wakes this thread at the end.
        work.awaitUninterruptibly();
      }
    } else if (idleNanos == NEVER) {
      work.awaitUninterruptibly();
    } else if (pipeline.isProven()) {
      return false;
    } else {
      long before = pipeline.lastId();
      await(idleNanos);
      boolean idle = pipeline.lastId() == before && pipeline.isQuiet() && handedOver.isEmpty();
      if (idle && !stopped) {
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
