package io.durability.internal.log;

/**
 * Makes what an append returns, so that one object serves as the ack of the public API.
 *
 * @param <A> the type of the ack
 */
@FunctionalInterface
public interface AckMaker<A> {

  /**
   * Makes the ack of an id that a batch will make durable. Called under a lock: no more than that.
   */
  A make(long id, CommitBatch batch);
}
