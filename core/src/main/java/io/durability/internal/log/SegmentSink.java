package io.durability.internal.log;

import io.durability.errors.DurabilityException;
import io.durability.internal.format.CheckpointRef;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Writes batches one behind the other. Called by one thread at a time: the leader. */
interface SegmentSink {

  /**
   * Takes a batch.
   *
   * @param batch frames from index 0 to the position, with room for padding behind; may be empty
   * @param previousId the last id before the batch
   * @param sync whether to make it, and everything before it, durable
   * @return a future that completes when it is durable, in the order of the calls; if no sync was
   *     asked for, complete, and telling nothing
   */
  CompletableFuture<Long> write(ByteBuffer batch, long previousId, boolean sync)
      throws DurabilityException;

  /**
   * Returns the last id before the active segment. The header of that one vouches for everything up
   * to it, which is durable therefore, whether or not a sync was asked for.
   */
  long vouchedId();

  /** Begins a new segment; everything written before is made durable first. */
  void rotate(List<CheckpointRef> checkpoints, long lastId) throws DurabilityException;
}
