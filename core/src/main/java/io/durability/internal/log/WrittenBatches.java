package io.durability.internal.log;

import io.durability.errors.DurabilityException;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Batches that are written, but not synced: they filled up while nobody asked for a sync. No more
 * than a segment holds, as all before it are durable. Guarded by the lock of their {@link
 * CommitPipeline}.
 */
final class WrittenBatches {

  private final ArrayDeque<CommitBatch> batches = new ArrayDeque<>();

  boolean isEmpty() {
    return batches.isEmpty();
  }

  boolean contains(CommitBatch batch) {
    return batches.contains(batch);
  }

  /** Adds a batch, which is behind all others. */
  void add(CommitBatch batch) {
    batches.add(batch);
  }

  /**
   * Settles the outcome of all up to an id.
   *
   * @param batch the one of which the sync, or the new segment before it, covers them, or failed
   * @param finished takes what is settled
   */
  void finishThrough(
      long lastId,
      CommitBatch batch,
      @Nullable DurabilityException reason,
      List<CommitBatch> finished) {
    while (!batches.isEmpty() && batches.peek().lastId() <= lastId) {
      CommitBatch earlier = batches.remove();
      earlier.coveredBy(batch);
      earlier.finish(reason);
      finished.add(earlier);
    }
  }
}
