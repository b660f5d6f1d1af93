package io.durability.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One step of a random life of a log. The numbers pick among what there is when the step is taken,
 * so that a step makes sense wherever it stands.
 *
 * @param kind what is done
 * @param size picks the length of an entry
 * @param how picks an id, a number of entries, or a way to do it
 */
record LogStep(Kind kind, int size, int how) {

  enum Kind {
    APPEND,
    APPEND_DURABLE,
    APPEND_ALL,
    SYNC,
    PUBLISH,
    TRUNCATE,
    /** Close, recover, claim. */
    REOPEN,
    /** Everything that was not synced is gone; recover, claim. */
    CRASH,
    /** As a crash, and the claim waits for the first append. */
    CRASH_THEN_LAZILY,
    /** Another writer opens the log without a state. */
    TAKE_OVER,
    UP_TO,
    READ,
    /** The writer's own reader goes on from where it was. */
    TAIL
  }

  /** Appends are drawn more often, or there would be little to lose. */
  private static final List<Kind> DRAWN;

  static {
    List<Kind> drawn = new ArrayList<>(List.of(Kind.values()));
    drawn.addAll(List.of(Kind.APPEND, Kind.APPEND, Kind.APPEND, Kind.APPEND_DURABLE));
    drawn.addAll(List.of(Kind.APPEND_DURABLE, Kind.APPEND_ALL, Kind.APPEND_ALL, Kind.PUBLISH));
    DRAWN = List.copyOf(drawn);
  }

  private static final int[] LENGTHS = {0, 1, 31, 300, 1200, 3000};

  static LogStep random(SplittableRandom random) {
    return new LogStep(
        DRAWN.get(random.nextInt(DRAWN.size())),
        random.nextInt(LENGTHS.length),
        random.nextInt(1 << 16));
  }

  /** Returns this step with smaller numbers. */
  List<LogStep> simpler() {
    List<LogStep> simpler = new ArrayList<>();
    if (size > 0) {
      simpler.add(new LogStep(kind, 0, how));
      simpler.add(new LogStep(kind, size - 1, how));
    }
    if (how > 0) {
      simpler.add(new LogStep(kind, size, 0));
      simpler.add(new LogStep(kind, size, how / 2));
    }
    return simpler;
  }

  int length() {
    return LENGTHS[size];
  }

  /** Picks a number from 1 on. */
  long pick(long max) {
    return 1 + how % max;
  }
}
