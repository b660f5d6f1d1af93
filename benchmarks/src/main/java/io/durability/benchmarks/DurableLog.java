package io.durability.benchmarks;

import java.util.concurrent.CompletableFuture;

/** What can be loaded with durable appends. */
public interface DurableLog {

  /** Appends, and returns when that is durable; from any number of threads. */
  void append(byte[] payload) throws Exception;

  /** Appends; the future completes when that is durable. From one thread. */
  CompletableFuture<?> appendAsync(byte[] payload) throws Exception;

  /** Returns how many syncs there have been, or 0 if it cannot tell. */
  long syncs();
}
