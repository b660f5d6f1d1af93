package io.durability.it;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Which exchanges are cut, and where: drawn from a seed, the phases in turn so that each has its
 * share. Guarded by itself.
 */
final class CutPlan {

  private final SplittableRandom random;
  private final double share;
  private final Map<CutPhase, Integer> cuts = new EnumMap<>(CutPhase.class);
  private int drawn;
  private int changesUnanswered;
  private boolean paused;

  /**
   * Makes a plan.
   *
   * @param share of all exchanges that are cut, 0 to 1
   */
  CutPlan(long seed, double share) {
    this.random = new SplittableRandom(seed);
    this.share = share;
    for (CutPhase phase : CutPhase.values()) {
      cuts.put(phase, 0);
    }
  }

  /** Decides on the next exchange. */
  synchronized Optional<CutPhase> next() {
    if (paused || random.nextDouble() >= share) {
      return Optional.empty();
    }
    CutPhase[] phases = CutPhase.values();
    return Optional.of(phases[drawn++ % phases.length]);
  }

  /** Returns a place inside of something of this length, never its end. */
  synchronized int inside(int length) {
    return length <= 1 ? 0 : random.nextInt(length);
  }

  /** Tells whether the cut is a reset, rather than an orderly end. */
  synchronized boolean isReset() {
    return random.nextBoolean();
  }

  /** Notes that a cut was made. */
  synchronized void made(CutPhase phase, boolean changed) {
    cuts.merge(phase, 1, Integer::sum);
    changesUnanswered += changed ? 1 : 0;
  }

  /** Lets everything pass from now on, or not any more. */
  synchronized void pause(boolean pass) {
    paused = pass;
  }

  synchronized Map<CutPhase, Integer> cuts() {
    return new EnumMap<>(cuts);
  }

  synchronized int total() {
    return cuts.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** Returns how many cuts hid from the client that the store had done what it was asked. */
  synchronized int applied() {
    return cuts.entrySet().stream()
        .filter(each -> each.getKey().isApplied())
        .mapToInt(Map.Entry::getValue)
        .sum();
  }

  /** Returns how many of those were of requests that changed something. */
  synchronized int changesUnanswered() {
    return changesUnanswered;
  }
}
