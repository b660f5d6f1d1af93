package io.durability.internal.log;

import io.durability.storage.Clockwork;
import io.durability.storage.Traits;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What a writer is told, already checked.
 *
 * @param payloadBytesMax the largest payload of an entry
 * @param batchBytesMax the largest atomic batch, framed
 * @param segmentBytes the length at which a new segment is begun
 * @param checkpointsKept how many committed checkpoints are kept
 * @param intervalNanos how long an append may wait for its sync if nobody asks for one: 0 not at
 *     all, {@link Long#MAX_VALUE} for ever
 * @param segmentAgeNanos after how long a segment is ended, {@link Long#MAX_VALUE} for never
 * @param idleWatermarkNanos after how long without an append the last batch is proven durable, 0
 *     for never, negative for what suits the store
 * @param lingerNanos how long a batch fills while others are under way, negative for what suits the
 *     store
 * @param nanoClock tells how much time has passed, in nanoseconds
 * @param entropy the source of log, writer and checkpoint ids
 * @param threads makes the committing threads
 * @param events takes note of what the writer does, or null if nobody listens
 * @param clockwork what takes the place of that thread and of waits that block, or null
 */
public record WriterSettings(
    int payloadBytesMax,
    int batchBytesMax,
    long segmentBytes,
    int checkpointsKept,
    long intervalNanos,
    long segmentAgeNanos,
    long idleWatermarkNanos,
    long lingerNanos,
    LongSupplier nanoClock,
    RandomGenerator entropy,
    ThreadFactory threads,
    @Nullable WriterEvents events,
    @Nullable Clockwork clockwork) {

  private static final long IDLE_NANOS = 1_000_000_000;
  private static final long LINGER_NANOS = 25_000_000;

  /**
   * Returns the idle time after which a watermark is written, {@link CommitDaemon#NEVER} if none.
   */
  long idleNanos(Traits traits) {
    if (idleWatermarkNanos >= 0) {
      return idleWatermarkNanos == 0 ? CommitDaemon.NEVER : idleWatermarkNanos;
    }
    // A store that takes several syncs at a time is far away, and charges for each: idle is free.
    return traits.syncsInFlight() == 1 ? IDLE_NANOS : CommitDaemon.NEVER;
  }

  /** Returns how long a batch fills while others are under way. */
  long lingerNanos(Traits traits) {
    if (lingerNanos >= 0) {
      return lingerNanos;
    }
    // Where several are under way a sync takes as long as this, and is paid for.
    return traits.syncsInFlight() == 1 ? 0 : LINGER_NANOS;
  }

  /** Waits for a future if waits belong to a clockwork; otherwise whoever joins it may block. */
  void awaitIfClockwork(CompletableFuture<?> future) {
    if (clockwork != null) {
      clockwork.await(future);
    }
  }
}
