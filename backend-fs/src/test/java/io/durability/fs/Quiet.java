package io.durability.fs;

import java.util.logging.Level;
import java.util.logging.Logger;

/** Keeps the library's messages back: hundreds of thousands of torn tails are nobody's news. */
final class Quiet {

  private static final Logger LOGGER = Logger.getLogger("io.durability");

  private Quiet() {}

  static void run(Runnable work) {
    Level before = LOGGER.getLevel();
    LOGGER.setLevel(Level.OFF);
    try {
      work.run();
    } finally {
      LOGGER.setLevel(before);
    }
  }
}
