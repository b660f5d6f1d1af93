package io.durability;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Turns entries into payload bytes and back. An exception from {@link #encode} reaches the caller
 * of the append, leaves no bytes in the log, and the log stays usable.
 *
 * <p>Threads: several threads may encode at a time; encoding never happens under the writer's lock.
 *
 * @param <E> the type of an entry
 */
public interface Codec<E> {

  /**
   * Returns the payload of an entry, from position to limit. The log copies it before the append
   * returns, and before the same thread encodes another entry, be it of the same atomic batch or in
   * a callback that runs inside the append; then it keeps no reference. So one buffer for each
   * thread may be used again and again, but not one for several threads.
   */
  ByteBuffer encode(E entry) throws IOException;

  /**
   * Returns the entry of a payload.
   *
   * @param payload read-only, from position to limit; valid only during the call
   */
  E decode(ByteBuffer payload) throws IOException;
}
