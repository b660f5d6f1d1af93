package io.durability.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One step of a random walk through a directory. The numbers pick among what there is when the step
 * is taken, so that a step makes sense wherever it stands.
 *
 * @param kind what is done
 * @param which picks the file, or the files
 * @param size picks a size, a place in the file, or another file
 * @param how picks a condition or a way to do it
 */
record DirectoryStep(Kind kind, int which, int size, int how) {

  enum Kind {
    WRITE,
    COMMIT,
    ABANDON,
    DELETE,
    RENAME,
    READ,
    STAT,
    LIST,
    APPEND,
    APPENDER_WRITE,
    SYNC,
    APPENDER_CLOSE,
    SEAL,
    SETTLE,
    DELETE_APPENDED,
    REOPEN
  }

  /** Steps that go on with an append file are drawn more often, or few would get far. */
  private static final List<Kind> DRAWN;

  static {
    List<Kind> drawn = new ArrayList<>(List.of(Kind.values()));
    drawn.addAll(List.of(Kind.WRITE, Kind.RENAME, Kind.APPENDER_WRITE, Kind.APPENDER_WRITE));
    drawn.addAll(List.of(Kind.APPENDER_WRITE, Kind.SYNC, Kind.SYNC, Kind.READ));
    DRAWN = List.copyOf(drawn);
  }

  private static final int[] SIZES = {0, 1, 7, 100, 511, 512, 513, 4095, 4096, 4097, 10_000};

  static DirectoryStep random(SplittableRandom random) {
    return new DirectoryStep(
        DRAWN.get(random.nextInt(DRAWN.size())),
        random.nextInt(64),
        random.nextInt(SIZES.length),
        random.nextInt(16));
  }

  /** Returns this step with smaller numbers. */
  List<DirectoryStep> simpler() {
    List<DirectoryStep> simpler = new ArrayList<>();
    if (size > 0) {
      simpler.add(new DirectoryStep(kind, which, 0, how));
      simpler.add(new DirectoryStep(kind, which, size - 1, how));
    }
    if (how > 0) {
      simpler.add(new DirectoryStep(kind, which, size, 0));
      simpler.add(new DirectoryStep(kind, which, size, how - 1));
    }
    if (which > 0) {
      simpler.add(new DirectoryStep(kind, 0, size, how));
      simpler.add(new DirectoryStep(kind, which - 1, size, how));
    }
    return simpler;
  }

  int bytes() {
    return SIZES[size];
  }

  <T> T pick(List<T> from) {
    return from.get(which % from.size());
  }
}
