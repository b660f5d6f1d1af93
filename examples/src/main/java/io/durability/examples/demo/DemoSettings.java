package io.durability.examples.demo;

import java.net.URI;

/**
 * What a demo does.
 *
 * @param uri the directory that the ledger is in; nothing else may be there
 * @param rounds how many children are killed, 1 to 10,000
 * @param seed what kills and transfers are drawn from
 * @param threads how many writers a child has, 1 to 256
 * @param sabotage whether syncs do nothing, so that the demo has to fail
 */
public record DemoSettings(URI uri, int rounds, long seed, int threads, boolean sabotage) {

  /** The most rounds. */
  public static final int ROUNDS_MAX = 10_000;

  /** The most threads. */
  public static final int THREADS_MAX = 256;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  public DemoSettings {
    require("rounds", rounds, ROUNDS_MAX);
    require("threads", threads, THREADS_MAX);
  }

  private static void require(String name, int found, int max) {
    if (found < 1 || found > max) {
      throw new IllegalArgumentException(
          name + " out of range [expected=1 to " + max + ", found=" + found + "]");
    }
  }
}
