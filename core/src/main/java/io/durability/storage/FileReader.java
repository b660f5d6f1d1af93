package io.durability.storage;

import io.durability.errors.DurabilityException;
import java.nio.ByteBuffer;

/**
 * Reads ranges of one version of a file.
 *
 * <p>Threads: any number at a time.
 */
public interface FileReader extends AutoCloseable {

  /**
   * Returns the number of readable bytes, fixed when the file was opened. Of an append file an
   * upper bound of the bytes that were written.
   */
  long size();

  /**
   * Fills the buffer with the bytes at a position.
   *
   * @param position from 0; {@code position + target.remaining()} is at most {@link #size}
   * @throws io.durability.errors.TruncatedException if the file has become shorter, or this version
   *     of it is no longer there
   * @throws IndexOutOfBoundsException if the range is not within the size
   * @throws IllegalStateException after close
   */
  void read(long position, ByteBuffer target) throws DurabilityException;

  /** Gives back the handle. Idempotent. */
  @Override
  void close() throws DurabilityException;
}
