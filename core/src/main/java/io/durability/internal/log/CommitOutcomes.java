package io.durability.internal.log;

import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Settles what becomes of the batches of a {@link CommitPipeline}: durable, or failed, and after
 * the first failure all of them failed.
 *
 * <p>Guarded by the pipeline's lock, which methods take unless they say that it is held. What is
 * finished is added to a list of the caller's, who tells those who wait when no lock is held.
 */
final class CommitOutcomes {

  private final CommitPipeline pipeline;
  private final ReentrantLock lock;
  private final Location location;
  private final WrittenBatches written;
  private final StrandedBatches stranded;
  private volatile @Nullable DurabilityException failure;
  private volatile long durableId;

  CommitOutcomes(
      CommitPipeline pipeline,
      Location location,
      WrittenBatches written,
      StrandedBatches stranded,
      long durableId) {
    this.pipeline = pipeline;
    this.lock = pipeline.lock;
    this.location = location;
    this.written = written;
    this.stranded = stranded;
    this.durableId = durableId;
  }

  long durableId() {
    return durableId;
  }

  /** Returns what ended the writer, or null; also without the lock. */
  @Nullable DurabilityException failure() {
    return failure;
  }

  /**
   * Keeps a batch that was written without a sync until a later sync covers it; not if the log was
   * poisoned meanwhile, after which there is none.
   *
   * @param vouchedId what is durable because the batch began a new segment, or one before it did
   */
  void keepWritten(
      CommitBatch batch, long vouchedId, @Nullable Throwable thrown, List<CommitBatch> finished) {
    lock.lock();
    try {
      pipeline.reuseBytesOf(batch);
      DurabilityException reason = thrown == null ? failure : poison(thrown, finished);
      written.add(batch);
      if (reason == null) {
        durableId = Math.max(durableId, vouchedId);
        written.finishThrough(vouchedId, batch, null, finished);
      } else {
        written.finishThrough(batch.lastId(), batch, reason, finished);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Settles the outcome of a batch whose sync has ended. */
  void finish(CommitBatch batch, @Nullable Throwable thrown, List<CommitBatch> finished) {
    lock.lock();
    try {
      // Once one has failed no later one counts, even if its bytes reached the store.
      DurabilityException reason = thrown == null ? failure : poison(thrown, finished);
      if (reason == null) {
        // Where several syncs are under way, a later one may be told first.
        durableId = Math.max(durableId, batch.lastId());
      }
      written.finishThrough(batch.lastId(), batch, reason, finished);
      pipeline.reuseBytesOf(batch);
      batch.finish(reason);
      finished.add(batch);
      pipeline.syncEnded();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Settles the outcome of a batch whose sync completed late, in whatever thread completed it. What
   * depends on the batch does not run there: it may append and wait, for a lead whose holder waits
   * for this very completion to begin a segment, or for a sync that the same thread completes.
   *
   * @return the batches that are finished; those who wait for them are told
   */
  List<CommitBatch> finishLater(CommitBatch batch, @Nullable Throwable thrown) {
    List<CommitBatch> finished = new ArrayList<>(1);
    lock.lock();
    try {
      finish(batch, thrown, finished);
      pipeline.handOver(finished);
    } finally {
      lock.unlock();
    }
    finished.forEach(CommitBatch::wakeWaiters);
    releaseStranded();
    return finished;
  }

  /**
   * Ends the writer because its leader failed outside of the store, and finishes the batch if that
   * is not done.
   */
  void failLead(CommitBatch batch, Throwable thrown, List<CommitBatch> finished) {
    lock.lock();
    try {
      DurabilityException reason = poison(thrown, finished);
      if (!batch.isDone()) {
        batch.finish(reason);
        finished.add(batch);
      }
      // Nothing depends on it but waits.
      batch.rotated().completeExceptionally(reason);
    } finally {
      lock.unlock();
    }
  }

  /** Records a failure that is not a batch's own. */
  DurabilityException fail(Throwable thrown, List<CommitBatch> finished) {
    lock.lock();
    try {
      return poison(thrown, finished);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Gives up what the daemon was to do, for which it has no thread; the lock is held. Batches that
   * wait for a commit fail: better that than a wait for ever. Whoever lets go of the lock calls
   * {@link #releaseStranded}.
   *
   * @param handedOver finished batches of which nobody was told; emptied
   * @param reason what the log is poisoned with, or null if it is closed
   */
  void strand(Collection<CommitBatch> handedOver, @Nullable Throwable reason) {
    List<CommitBatch> finished = new ArrayList<>(handedOver);
    handedOver.clear();
    if (reason != null) {
      poison(reason, finished);
    }
    stranded.add(finished);
  }

  /** Tells those who depend on stranded batches, if there are any; the lock is not held. */
  void releaseStranded() {
    stranded.release();
  }

  /** Records the first failure, and fails what is waiting to be committed; the lock is held. */
  private DurabilityException poison(Throwable thrown, List<CommitBatch> finished) {
    if (failure == null) {
      failure = WriterFailure.of(thrown, location);
      CommitBatch filling = pipeline.fillNoMore();
      written.add(filling);
      written.finishThrough(filling.lastId(), filling, failure, finished);
    }
    return failure;
  }
}
