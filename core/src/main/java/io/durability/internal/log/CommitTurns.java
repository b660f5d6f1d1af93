package io.durability.internal.log;

import io.durability.storage.Clockwork;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * A daemon without a thread: it does what is due in turns that a clockwork runs. A turn that leads
 * a batch may wait in the clockwork, which then runs other turns inside it. It writes nothing
 * early: there is nothing that goes on beside it.
 */
final class CommitTurns implements CommitDaemon {

  private final CommitPipeline pipeline;
  private final Clockwork clockwork;
  private final long idleNanos;

  /** Finished batches whose callbacks have still to be run. */
  private final ArrayDeque<CommitBatch> handedOver = new ArrayDeque<>();

  /** A turn that is to come as soon as possible. */
  private boolean coming;

  /** A turn that is to come at a time. */
  private Clockwork.@Nullable Timer timer;

  private boolean stopped;

  CommitTurns(CommitPipeline pipeline, Clockwork clockwork, long idleNanos) {
    this.pipeline = pipeline;
    this.clockwork = clockwork;
    this.idleNanos = idleNanos;
  }

  @Override
  public void wake() {
    if (!handedOver.isEmpty() || (!stopped && pipeline.canTake())) {
      if (!coming) {
        coming = true;
        clockwork.schedule(this::turn, 0);
      }
      return;
    }
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
    if (stopped || !pipeline.isHealthy()) {
      return;
    }
    long lingers = pipeline.lingerLeft();
    if (lingers > 0) {
      timer = clockwork.schedule(this::turn, lingers);
    } else if (pipeline.dueAt() != NEVER) {
      long left = pipeline.dueAt() - clockwork.nanoTime();
      // Due, but somebody leads or syncs: whoever does wakes again at the end.
      if (left > 0) {
        timer = clockwork.schedule(this::turn, left);
      }
    } else if (idleNanos != NEVER && !pipeline.isProven()) {
      long before = pipeline.lastId();
      timer = clockwork.schedule(() -> idle(before), idleNanos);
    }
  }

  private void idle(long lastIdBefore) {
    pipeline.lock.lock();
    try {
      if (pipeline.lastId() == lastIdBefore && pipeline.isQuiet() && !stopped) {
        pipeline.putWatermark((byte) 0);
      }
    } finally {
      pipeline.lock.unlock();
    }
    turn();
  }

  private void turn() {
    CommitBatch finished;
    CommitPipeline.Taken taken = null;
    pipeline.lock.lock();
    try {
      coming = false;
      finished = handedOver.poll();
      if (!stopped && pipeline.canTake()) {
        taken = pipeline.take();
      }
      wake();
    } finally {
      pipeline.lock.unlock();
    }
    if (taken != null) {
      pipeline.lead(taken);
    }
    if (finished != null) {
      finished.runDependents();
    }
  }

  @Override
  public void handOver(CommitBatch finished) {
    handedOver.add(finished);
    wake();
  }

  @Override
  public void stop() {
    stopped = true;
    if (timer != null) {
      timer.cancel();
    }
  }

  @Override
  public void standAside() {
    // Other turns come whatever this one does.
  }
}
