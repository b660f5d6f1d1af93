package io.durability.examples.demo;

import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/** Reads lines that have an end; text behind the last end is dropped. */
final class WholeLines {

  private final Reader in;
  private final StringBuilder line = new StringBuilder();

  /** Takes a reader, which should buffer. */
  WholeLines(Reader in) {
    this.in = in;
  }

  /** Returns the next line without its end, or null if there is no whole one left. */
  @Nullable String next() throws IOException {
    line.setLength(0);
    for (int c = in.read(); c >= 0; c = in.read()) {
      if (c == '\n') {
        return line.toString();
      }
      line.append((char) c);
    }
    return null;
  }
}
