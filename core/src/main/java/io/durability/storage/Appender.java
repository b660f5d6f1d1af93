package io.durability.storage;

import io.durability.errors.DurabilityException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/**
 * Writes one append file, from its beginning.
 *
 * <p>A failed write or sync poisons the appender: every sync that is under way or asked for later
 * fails, and nothing is tried again, because a store may drop the bytes of a failed sync and
 * confirm the next.
 *
 * <p>Threads: one thread at a time calls {@link #write}, {@link #sync} and {@link #close}, with a
 * happens-before edge from one to the next. Futures may complete in any thread.
 */
public interface Appender extends AutoCloseable {

  /**
   * Adds bytes behind those written so far. They are not durable, and perhaps not readable, before
   * a {@link #sync} that follows has completed. On return the buffer may be used again; its
   * position is at its limit.
   *
   * @throws io.durability.errors.SupersededException if the file was sealed
   * @throws io.durability.errors.PoisonedException if an earlier write or sync failed
   */
  void write(ByteBuffer bytes) throws DurabilityException;

  /**
   * Makes everything written so far durable. The future gives the durable length, at least the
   * length written when this was called; futures complete in the order in which they were asked
   * for. It may be complete on return. If it fails, so do all later ones.
   *
   * <p>It fails with {@code SupersededException} if the file was sealed before, {@code
   * ConditionNotMetException} if this is the first sync and the name is taken, {@code
   * PoisonedException} if an earlier write or sync failed. It never throws.
   */
  CompletableFuture<Long> sync();

  /** Returns the number of bytes written so far, durable or not. */
  long length();

  /**
   * Ends the use of the appender; waits for syncs under way. Bytes written since the last sync may
   * be lost, or be there. Space that was reserved ahead is given back where the store can.
   * Idempotent, and harmless after a failure.
   */
  @Override
  void close() throws DurabilityException;
}
