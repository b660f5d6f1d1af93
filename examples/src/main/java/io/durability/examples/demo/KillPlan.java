package io.durability.examples.demo;

import java.util.SplittableRandom;

/**
 * When a child is to be killed.
 *
 * @param afterMillis how long it may write first
 * @param insidePublish whether to wait for the next publish to begin
 * @param publishPercent then, after which part of it, going by how long publishes took before
 */
record KillPlan(int afterMillis, boolean insidePublish, int publishPercent) {

  static final int AFTER_MILLIS_MIN = 60;
  static final int AFTER_MILLIS_MAX = 600;

  /** Not up to the end, since no publish takes exactly as long as another. */
  private static final int PUBLISH_PERCENT_MAX = 90;

  /** One kill in so many is meant for a publish. */
  private static final int PUBLISH_EVERY = 3;

  /** Draws the plan of a round; the same seed and round give the same plan. */
  static KillPlan of(long seed, int round) {
    SplittableRandom random = new SplittableRandom(seed * 1_000_003L + round);
    int afterMillis = random.nextInt(AFTER_MILLIS_MIN, AFTER_MILLIS_MAX + 1);
    int publishPercent = random.nextInt(PUBLISH_PERCENT_MAX + 1);
    return new KillPlan(afterMillis, round % PUBLISH_EVERY == 0, publishPercent);
  }
}
