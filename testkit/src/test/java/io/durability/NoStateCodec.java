package io.durability;

import java.io.InputStream;
import java.io.OutputStream;

/** For states that are never published. */
final class NoStateCodec<S> implements StateCodec<S> {

  @Override
  public void write(S state, OutputStream out) {
    throw new UnsupportedOperationException();
  }

  @Override
  public S read(InputStream in) {
    throw new UnsupportedOperationException();
  }
}
