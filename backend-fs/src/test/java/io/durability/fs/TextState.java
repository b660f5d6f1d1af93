package io.durability.fs;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.durability.StateCodec;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Writes a text as it is. */
final class TextState implements StateCodec<StringBuilder> {

  @Override
  public void write(StringBuilder state, OutputStream out) throws IOException {
    out.write(state.toString().getBytes(UTF_8));
  }

  @Override
  public StringBuilder read(InputStream in) throws IOException {
    return new StringBuilder(new String(in.readAllBytes(), UTF_8));
  }
}
