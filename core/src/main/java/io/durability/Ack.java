package io.durability;

import io.durability.errors.DurabilityException;
import io.durability.internal.log.CommitBatch;
import java.util.concurrent.CompletableFuture;

/**
 * The promise that what was appended becomes durable: its id is known at once, the rest can be
 * waited for. Safe for use by any threads.
 */
public final class Ack {

  private final long id;
  private final CommitBatch batch;

  Ack(long id, CommitBatch batch) {
    this.id = id;
    this.batch = batch;
  }

  /** Returns the id of the entry, or of the last entry of an atomic batch. */
  public long id() {
    return id;
  }

  /** Tells whether the entry is durable by now. */
  public boolean isDurable() {
    return batch.isDurable();
  }

  /**
   * Waits until the entry is durable. An interrupt does not end the wait; it is set again on
   * return.
   *
   * @return the id
   * @throws io.durability.errors.PoisonedException if the commit failed: whether the entry will be
   *     recovered is unknown
   * @throws io.durability.errors.SupersededException if another writer has taken over: likewise
   */
  public long await() throws DurabilityException {
    batch.await();
    return id;
  }

  /**
   * Returns a future that completes with the id when the entry is durable, or fails as {@link
   * #await} would throw. What depends on it runs in the thread that commits, which is one of the
   * log's or one that appends, waits or closes; or in the calling thread if the commit is done. It
   * should be short.
   */
  public CompletableFuture<Long> durable() {
    return batch.onDurable(id);
  }
}
