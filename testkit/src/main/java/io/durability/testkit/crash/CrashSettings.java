package io.durability.testkit.crash;

import io.durability.testkit.crash.Scene.Moment;
import io.durability.testkit.disk.CrashStates;

/**
 * How an exploration runs.
 *
 * @param seed of everything that is random
 * @param threads how many states are run at a time
 * @param violationsMax after so many violations nothing more is run
 */
public record CrashSettings(long seed, int threads, int violationsMax) {

  /** The seed unless another is asked for. */
  public static final long SEED = 20_260_101;

  private static final int VIOLATIONS_MAX = 50;

  /** Up to how many pending changes all subsets are made, and how many random ones beyond. */
  private static final int EXHAUSTIVE = CrashStates.EXHAUSTIVE_MAX;

  private static final int SAMPLES = 128;

  /** The same inside a recovery, of which there are thousands for each workload. */
  private static final int DEEP_EXHAUSTIVE = 8;

  private static final int DEEP_SAMPLES = 16;

  /** Returns settings with which an exploration runs to its end unless all is wrong. */
  public static CrashSettings of(long seed, int threads) {
    return new CrashSettings(seed, threads, VIOLATIONS_MAX);
  }

  /** Shows all states of a moment. */
  void states(Moment moment, boolean isDeep, CrashStates.Visitor visitor) {
    CrashStates.of(
        moment.point(),
        seed + moment.operation(),
        isDeep ? DEEP_EXHAUSTIVE : EXHAUSTIVE,
        isDeep ? DEEP_SAMPLES : SAMPLES,
        visitor);
  }
}
