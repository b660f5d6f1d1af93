package io.durability.examples.demo;

import java.net.URI;
import java.util.Map;
import java.util.TreeSet;

/**
 * What a demo does.
 *
 * @param uri the directory that the ledger is in; nothing else may be there
 * @param options settings of its backend; there may be secrets among them
 * @param rounds how many children are killed, 1 to 10,000
 * @param seed what kills and transfers are drawn from
 * @param threads how many writers a child has, 1 to 256
 * @param sabotage whether syncs do nothing, so that the demo has to fail
 */
public record DemoSettings(
    URI uri, Map<String, String> options, int rounds, long seed, int threads, boolean sabotage) {

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
    options = Map.copyOf(options);
    require("rounds", rounds, ROUNDS_MAX);
    require("threads", threads, THREADS_MAX);
  }

  /** Says what to do in a directory whose backend needs no settings. */
  public DemoSettings(URI uri, int rounds, long seed, int threads, boolean sabotage) {
    this(uri, Map.of(), rounds, seed, threads, sabotage);
  }

  /** Shows the names of options, and not what they are set to. */
  @Override
  public String toString() {
    return "DemoSettings["
        + uri
        + ", options="
        + new TreeSet<>(options.keySet())
        + ", rounds="
        + rounds
        + ", seed="
        + seed
        + ", threads="
        + threads
        + ", sabotage="
        + sabotage
        + "]";
  }

  private static void require(String name, int found, int max) {
    if (found < 1 || found > max) {
      throw new IllegalArgumentException(
          name + " out of range [expected=1 to " + max + ", found=" + found + "]");
    }
  }
}
