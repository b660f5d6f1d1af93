package io.durability.testkit;

/**
 * How often tests repeat what is random: a little in the build of every day, more where {@code
 * DURABILITY_FULL} is {@code true}, as in CI's checks, and a hundred times as often as every day
 * where {@code DURABILITY_SOAK} is, as with {@code mvn -Psoak verify}.
 */
public final class Effort {

  private static final int SOAK_FACTOR = 100;

  private Effort() {}

  /**
   * Returns how often to repeat something.
   *
   * @param usual how often every day
   * @param full how often in CI's checks
   */
  public static int times(int usual, int full) {
    if ("true".equals(System.getenv("DURABILITY_SOAK"))) {
      return Math.max(full, Math.multiplyExact(usual, SOAK_FACTOR));
    }
    return isFull() ? full : usual;
  }

  /** Tells whether everything is to be done that is usually done in part. */
  public static boolean isFull() {
    return "true".equals(System.getenv("DURABILITY_FULL"))
        || "true".equals(System.getenv("DURABILITY_SOAK"));
  }
}
