package io.durability.testkit;

import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Keeps the library from logging while a test plants thousands of failures, each of which it would
 * rightly tell of.
 */
final class Silence implements AutoCloseable {

  // Held: the loggers' registry holds them weakly.
  private final Logger logger = Logger.getLogger("io.durability");
  private final Level before = logger.getLevel();

  Silence() {
    logger.setLevel(Level.OFF);
  }

  @Override
  public void close() {
    logger.setLevel(before);
  }
}
