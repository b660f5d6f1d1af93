package io.durability.internal.log;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Streams to hand to a codec, which may close them: what they read or write stays open. */
public final class CodecStreams {

  private CodecStreams() {}

  /** Returns a stream of which the close does nothing. */
  public static InputStream unclosed(InputStream in) {
    return new FilterInputStream(in) {
      @Override
      public void close() {
        // Whoever opened it has the rest to verify.
      }
    };
  }

  /** Returns a stream of which the close only flushes. */
  public static OutputStream unclosed(OutputStream out) {
    return new FilterOutputStream(out) {
      @Override
      public void write(byte[] bytes, int from, int count) throws IOException {
        // Inherited, it would be one byte after the other.
        out.write(bytes, from, count);
      }

      @Override
      public void close() throws IOException {
        flush();
      }
    };
  }
}
