package io.durability.internal.log;

import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.internal.format.CheckpointRef;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What the thread that leads does with a batch: write it, sync it, begin a new segment behind it if
 * it asks for one, let go of the lead, and only then tell those who wait.
 */
final class CommitLeader {

  private final CommitPipeline pipeline;
  private final SegmentSink sink;
  private final Location location;
  private final WriterWatch watch;
  private final AtomicBoolean failureTold = new AtomicBoolean();

  CommitLeader(CommitPipeline pipeline, SegmentSink sink, Location location, WriterWatch watch) {
    this.pipeline = pipeline;
    this.sink = sink;
    this.location = location;
    this.watch = watch;
  }

  void lead(CommitPipeline.Taken taken) {
    List<CommitBatch> finished = new ArrayList<>(1);
    long doneAt = 0;
    try {
      doneAt = commit(taken, finished);
    } catch (RuntimeException | Error e) {
      // Not of the store, but of what goes on here: nobody is to wait for the rest of it.
      pipeline.outcomes().failLead(taken.batch(), e, finished);
    }
    try {
      pipeline.letGo(finished);
    } finally {
      // After the lead is given up: what depends on a batch may append and wait in this thread.
      release(finished, doneAt);
    }
  }

  /** Returns when the batch was durable, if somebody wants to know. */
  private long commit(CommitPipeline.Taken taken, List<CommitBatch> finished) {
    CommitBatch batch = taken.batch();
    CompletableFuture<Long> durable = write(taken);
    if (!taken.sync()) {
      pipeline.outcomes().keepWritten(batch, sink.vouchedId(), outcome(durable), finished);
    } else if (durable.isDone()) {
      pipeline.outcomes().finish(batch, outcome(durable), finished);
    } else {
      // In a thread of the store, or in this one if it is complete by now.
      durable = durable.whenComplete((length, thrown) -> finishLater(batch, thrown));
    }
    long doneAt = doneAt(finished);
    rotateBehind(batch, durable, finished);
    return doneAt;
  }

  private void finishLater(CommitBatch batch, @Nullable Throwable thrown) {
    List<CommitBatch> finished = pipeline.outcomes().finishLater(batch, thrown);
    tell(finished, doneAt(finished));
  }

  /** Returns the time if somebody wants to know it of one of these. */
  private long doneAt(List<CommitBatch> finished) {
    for (CommitBatch batch : finished) {
      if (batch.isTimed()) {
        return watch.now();
      }
    }
    return 0;
  }

  /** Tells all who wait for batches; the lock is not held. */
  void release(List<CommitBatch> finished, long doneAt) {
    finished.forEach(CommitBatch::wakeWaiters);
    finished.forEach(CommitBatch::runDependents);
    tell(finished, doneAt);
  }

  private void tell(List<CommitBatch> finished, long doneAt) {
    watch.committed(finished, doneAt);
    DurabilityException failure = pipeline.outcomes().failure();
    if (failure != null && failureTold.compareAndSet(false, true)) {
      watch.failed(failure);
    }
  }

  private CompletableFuture<Long> write(CommitPipeline.Taken taken) {
    CommitBatch batch = taken.batch();
    try {
      return sink.write(batch.bytes(), batch.previousId(), taken.sync());
    } catch (DurabilityException | RuntimeException | Error e) {
      // Whatever it is, the bytes may or may not have been written: the log is poisoned.
      return CompletableFuture.failedFuture(e);
    }
  }

  private void rotateBehind(
      CommitBatch batch, CompletableFuture<Long> durable, List<CommitBatch> finished) {
    List<CheckpointRef> checkpoints = batch.rotation();
    if (checkpoints == null) {
      return;
    }
    try {
      pipeline.waits().awaitSettled(durable);
      SegmentWriter.join(durable, location);
      sink.rotate(checkpoints, batch.lastId());
      batch.rotated().complete(null);
    } catch (DurabilityException | RuntimeException | Error e) {
      batch.rotated().completeExceptionally(pipeline.outcomes().fail(e, finished));
    }
  }

  private static @Nullable Throwable outcome(CompletableFuture<Long> done) {
    try {
      done.join();
      return null;
    } catch (CompletionException e) {
      return e.getCause();
    }
  }
}
