package io.durability.benchmarks;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/**
 * A log that takes part. Buffered appends, sync and replay are called from one thread, and not
 * mixed with durable appends.
 */
public interface Contender extends DurableLog, AutoCloseable {

  /**
   * Brings a new log to where one is that has been written for a while, if that makes a difference:
   * what writes into files that it had before gets them here. Those that fill new files beforehand
   * do that when they are opened.
   */
  default void wearIn() throws Exception {
    // No difference.
  }

  /** Appends without a sync. */
  void appendBuffered(byte[] payload) throws Exception;

  /** Makes everything durable that was appended without a sync. */
  void sync() throws Exception;

  /**
   * Reads all entries from the first on, each as cheaply as this log hands it out, and returns how
   * many bytes they have.
   */
  long replay() throws Exception;

  @Override
  void close() throws IOException;

  @Override
  default CompletableFuture<?> appendAsync(byte[] payload) throws Exception {
    throw new UnsupportedOperationException("no futures");
  }

  @Override
  default long syncs() {
    return 0;
  }
}
