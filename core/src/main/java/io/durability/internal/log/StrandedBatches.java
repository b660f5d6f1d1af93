package io.durability.internal.log;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Finished batches of which the daemon tells nobody, because it has no thread: whoever lets go of
 * the pipeline's lock does. There are none unless a thread could not be had, or died.
 */
final class StrandedBatches {

  private final ReentrantLock lock;
  private final CommitLeader leader;

  /** Changed under the lock. */
  private volatile List<CommitBatch> batches = List.of();

  StrandedBatches(ReentrantLock lock, CommitLeader leader) {
    this.lock = lock;
    this.leader = leader;
  }

  /** Adds batches; the lock is held. */
  void add(Collection<CommitBatch> finished) {
    List<CommitBatch> all = new ArrayList<>(batches);
    all.addAll(finished);
    batches = all;
  }

  /** Returns what there is, for the caller to release. */
  List<CommitBatch> take() {
    lock.lock();
    try {
      List<CommitBatch> taken = batches;
      batches = List.of();
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /** Tells those who depend on what there is; the lock is not held. */
  void release() {
    if (!batches.isEmpty()) {
      leader.release(take(), 0);
    }
  }
}
