package io.durability.storage;

import io.durability.errors.DurabilityException;
import java.nio.ByteBuffer;

/**
 * Writes one whole file piece by piece, with bounded memory.
 *
 * <p>Threads: one thread at a time, with a happens-before edge from one to the next.
 */
public interface FileWriter extends AutoCloseable {

  /**
   * Adds bytes. On return the buffer may be used again; its position is at its limit.
   *
   * @throws IllegalStateException after commit or close
   */
  void write(ByteBuffer bytes) throws DurabilityException;

  /**
   * Publishes the file under its name. On return the whole content is there, durably; a crash
   * midway leaves what was there before or the new file, whole. Whether it returns or throws, this
   * writer is then closed.
   *
   * @return the version written
   * @throws io.durability.errors.ConditionNotMetException if the condition does not hold; nothing
   *     changed
   * @throws IllegalStateException after commit or close
   */
  Version commit(Condition condition) throws DurabilityException;

  /** Drops the file if it was not committed; else does nothing. Idempotent. */
  @Override
  void close() throws DurabilityException;
}
