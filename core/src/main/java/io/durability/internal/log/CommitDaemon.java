package io.durability.internal.log;

/**
 * Commits what no caller commits itself, ends intervals and lingering, may write early what nobody
 * waits for, runs what depends on batches that foreign threads finished, and proves an idle
 * writer's last batch durable by a watermark.
 *
 * <p>All methods are called with the pipeline's lock held.
 */
interface CommitDaemon {

  /** Stands for "no limit" where nanoseconds are meant. */
  long NEVER = Long.MAX_VALUE;

  /** Makes the daemon that the settings ask for. */
  static CommitDaemon of(CommitPipeline pipeline, WriterSettings settings, long idleNanos) {
    return settings.clockwork() == null
        ? new CommitThread(pipeline, settings, idleNanos)
        : new CommitTurns(pipeline, settings.clockwork(), idleNanos);
  }

  /**
   * Makes sure that what there is to do, now or at a time, gets done, or else that it fails: what
   * that finishes is stranded ({@link CommitOutcomes#strand}). Throws nothing for want of a thread.
   */
  void wake();

  /** Runs what depends on a finished batch, which the thread that finished it must not run. */
  void handOver(CommitBatch finished);

  /** Ends it when it has done what it is at; what was handed over is run in any case. */
  void stop();

  /**
   * Gives up the duty, if this thread has it, because callbacks come next: what they wait for must
   * not wait for this thread.
   */
  void standAside();
}
