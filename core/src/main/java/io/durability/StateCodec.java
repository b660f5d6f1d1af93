package io.durability;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Writes a state to a checkpoint and reads it back, as streams: the state may be larger than memory
 * allows for a copy.
 *
 * @param <S> the type of the state
 */
public interface StateCodec<S> {

  /** Writes the state. The stream is buffered and need not be closed. */
  void write(S state, OutputStream out) throws IOException;

  /**
   * Reads a state. Every block of the stream has been verified before it is handed out; what is
   * left unread is verified afterwards.
   */
  S read(InputStream in) throws IOException;
}
