package io.durability.storage;

import io.durability.errors.DurabilityException;

/**
 * A read that may have begun, and of which the result is asked for later. Where a store is far
 * away, what is begun together takes the time of one.
 *
 * <p>It holds nothing that must be given back unless {@link #await} has returned it. Threads: one.
 *
 * @param <T> what is read
 */
@FunctionalInterface
public interface Pending<T> {

  /**
   * Waits for the result. To be called once.
   *
   * @return what the verb of the directory returns
   * @throws DurabilityException as the verb of the directory
   */
  T await() throws DurabilityException;
}
