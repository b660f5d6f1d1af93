package io.durability.testkit;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the library from logging while a test plants thousands of failures, each of which it would
 * rightly tell of. Several may overlap, also in several threads: the last that ends ends it.
 */
final class Silence implements AutoCloseable {

  // Held: the loggers' registry holds them weakly.
  private static final Logger LOGGER = Logger.getLogger("io.durability");

  private static int kept;
  private static @Nullable Level before;

  private Silence() {}

  /** Begins one. */
  static Silence begin() {
    synchronized (LOGGER) {
      if (kept++ == 0) {
        before = LOGGER.getLevel();
        LOGGER.setLevel(Level.OFF);
      }
    }
    return new Silence();
  }

  @Override
  public void close() {
    synchronized (LOGGER) {
      if (--kept == 0) {
        LOGGER.setLevel(before);
      }
    }
  }
}
