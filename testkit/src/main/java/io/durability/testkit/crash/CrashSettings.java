package io.durability.testkit.crash;

/**
 * How far an exploration goes.
 *
 * @param seed of everything that is random
 * @param threads how many states are run at a time
 * @param samples how many random states are made of a crash point that has too many for all
 * @param deepSamples the same inside a recovery
 * @param expandOneOf of so many states one is crashed again, at each change that recovery makes
 * @param violationsMax after so many violations nothing more is run
 */
public record CrashSettings(
    long seed, int threads, int samples, int deepSamples, int expandOneOf, int violationsMax) {

  /** The seed unless another is asked for. */
  public static final long SEED = 20_260_101;

  private static final int VIOLATIONS_MAX = 50;

  /**
   * Returns what suits a build.
   *
   * @param expandOneOf as the component
   */
  public static CrashSettings of(long seed, int threads, int expandOneOf) {
    return new CrashSettings(seed, threads, 128, 16, expandOneOf, VIOLATIONS_MAX);
  }

  /** Returns the settings with another bound of violations. */
  public CrashSettings upToViolations(int count) {
    return new CrashSettings(seed, threads, samples, deepSamples, expandOneOf, count);
  }

  int samples(boolean isDeep) {
    return isDeep ? deepSamples : samples;
  }
}
