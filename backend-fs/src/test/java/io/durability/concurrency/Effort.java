package io.durability.concurrency;

/** How much is done: little in the build of every day, more in CI's checks, much in a soak. */
public final class Effort {

  private static final int FULL = 10;
  private static final int SOAK = 100;

  private Effort() {}

  /** Returns by what the counts of every day are multiplied. */
  public static int factor() {
    if ("true".equals(System.getenv("DURABILITY_SOAK"))) {
      return SOAK;
    }
    return "true".equals(System.getenv("DURABILITY_FULL")) ? FULL : 1;
  }
}
