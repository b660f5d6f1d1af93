package io.durability.testkit.disk;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * The states that a power loss at a crash point may leave, by three models of a disk: what was
 * changed first is durable first; any subset of the pending sectors is durable, names and sizes in
 * their order; any subset of both. Each also with a sector torn in the middle, and with zeros,
 * garbage or old bytes where a file grew and its data did not arrive.
 *
 * <p>All subsets are made while there are at most so many pending changes as asked for, or, of the
 * sectors alone, so many pending sectors. Beyond that it is every prefix, every single change
 * missing, every single one alone, and random subsets. States that read the same come once. The
 * same point and seed give the same states in the same order.
 */
public final class CrashStates {

  /** The largest number of pending changes of which all subsets can be asked for. */
  public static final int EXHAUSTIVE_MAX = 16;

  /** The largest number of pending changes of which every subset is torn and filled, too. */
  private static final int EXHAUSTIVE_VARIANTS_MAX = 4;

  /** How many sectors of a large set are torn. */
  private static final int TORN_MAX = 8;

  /** What the header of a log's file begins with. */
  private static final byte[] MAGIC = {(byte) 0x89, 'D'};

  private final CrashPoint point;
  private final List<Choice> choices;
  private final SplittableRandom random;
  private final int exhaustive;
  private final int samples;
  private final Sector[] stale;
  private final Set<Long> seen = new HashSet<>();
  private final Visitor visitor;
  private int number;

  /** Is shown the states. */
  @FunctionalInterface
  public interface Visitor {
    /**
     * Called for each distinct state.
     *
     * @param number from 0, in the order of the states
     * @param description tells a person what was kept and lost
     */
    void visit(DiskImage image, int number, Supplier<String> description);
  }

  private CrashStates(CrashPoint point, long seed, int exhaustive, int samples, Visitor visitor) {
    this.point = point;
    this.choices = Choices.of(point);
    this.random = new SplittableRandom(seed);
    this.exhaustive = exhaustive;
    this.samples = samples;
    this.visitor = visitor;
    this.stale = stale(point);
  }

  /**
   * Shows all states of a crash point.
   *
   * @param exhaustive up to how many pending changes all subsets are made, at most {@link
   *     #EXHAUSTIVE_MAX}
   * @param samples how many random subsets are made where there are too many for all
   */
  public static void of(CrashPoint point, long seed, int exhaustive, int samples, Visitor visitor) {
    if (exhaustive > EXHAUSTIVE_MAX) {
      throw new IllegalArgumentException(
          "exhaustive out of range [expected<=" + EXHAUSTIVE_MAX + ", found=" + exhaustive + "]");
    }
    new CrashStates(point, seed, exhaustive, samples, visitor).run();
  }

  /**
   * Collects what may stand in space that is used again. Beginnings of headers are left out: no
   * file system of today shows a whole old block in a new file, and one that did could show it in
   * place of a header, which the log takes for a misplaced file, and refuses.
   */
  private static Sector[] stale(CrashPoint point) {
    List<Sector> found = new ArrayList<>();
    for (Node node : point.cached()) {
      if (node instanceof FileContent file) {
        for (int index = 0; index < file.sectorCount(); index++) {
          Sector sector = file.sector(index);
          if (sector != Sector.ZERO && !sector.beginsWith(MAGIC)) {
            found.add(sector);
          }
        }
      }
    }
    return found.toArray(Sector[]::new);
  }

  private void run() {
    int count = choices.size();
    if (count <= exhaustive) {
      for (long mask = 0; mask < 1L << count; mask++) {
        visit(subset(mask));
      }
      if (count <= EXHAUSTIVE_VARIANTS_MAX) {
        for (long mask = 0; mask < 1L << count; mask++) {
          visitVariants(subset(mask));
        }
        return;
      }
    } else {
      visitSectorSubsets();
      visitSamples();
    }
    visitPrefixes();
    visitSingles();
  }

  private boolean[] subset(long mask) {
    boolean[] kept = new boolean[choices.size()];
    for (int i = 0; i < kept.length; i++) {
      kept[i] = ((mask >> i) & 1) != 0;
    }
    return kept;
  }

  private void visitPrefixes() {
    for (int count = 0; count <= choices.size(); count++) {
      boolean[] kept = new boolean[choices.size()];
      Arrays.fill(kept, 0, count, true);
      visit(kept);
      visitVariants(kept);
    }
  }

  private void visitSingles() {
    for (int i = 0; i < choices.size(); i++) {
      boolean[] missing = new boolean[choices.size()];
      Arrays.fill(missing, true);
      missing[i] = false;
      visit(missing);
      visitVariants(missing);
      boolean[] alone = new boolean[choices.size()];
      alone[i] = true;
      visit(alone);
    }
  }

  /** Makes all subsets of the sectors, with all names and sizes. */
  private void visitSectorSubsets() {
    List<Integer> sectors = new ArrayList<>();
    for (int i = 0; i < choices.size(); i++) {
      if (choices.get(i) instanceof Choice.Put) {
        sectors.add(i);
      }
    }
    if (sectors.size() > exhaustive) {
      return;
    }
    for (long mask = 0; mask < 1L << sectors.size(); mask++) {
      boolean[] kept = new boolean[choices.size()];
      Arrays.fill(kept, true);
      for (int i = 0; i < sectors.size(); i++) {
        kept[sectors.get(i)] = ((mask >> i) & 1) != 0;
      }
      visit(kept);
    }
  }

  private void visitSamples() {
    for (int sample = 0; sample < samples; sample++) {
      boolean[] kept = new boolean[choices.size()];
      // Every other one keeps names and sizes in order, up to some point.
      int ordered = sample % 2 == 0 ? -1 : random.nextInt(kept.length + 1);
      double share = random.nextDouble();
      for (int i = 0; i < kept.length; i++) {
        boolean atRandom = ordered < 0 || choices.get(i) instanceof Choice.Put;
        kept[i] = atRandom ? random.nextDouble() < share : i < ordered;
      }
      visit(kept);
      if (sample % 4 == 0) {
        visitVariants(kept);
      }
    }
  }

  private void visit(boolean[] kept) {
    visit(new CrashState(kept, -1, CrashState.Fill.ZEROS, 0));
  }

  private void visitVariants(boolean[] kept) {
    int sectors = 0;
    boolean grown = false;
    for (int i = 0; i < kept.length; i++) {
      sectors += kept[i] && choices.get(i) instanceof Choice.Put ? 1 : 0;
      grown |= kept[i] && choices.get(i) instanceof Choice.Size;
    }
    for (int i = 0; i < kept.length; i++) {
      if (kept[i]
          && choices.get(i) instanceof Choice.Put
          && (sectors <= TORN_MAX || random.nextInt(sectors) < TORN_MAX)) {
        visit(new CrashState(kept, i, CrashState.Fill.ZEROS, random.nextLong()));
      }
    }
    if (grown) {
      visit(new CrashState(kept, -1, CrashState.Fill.GARBAGE, random.nextLong()));
      visit(new CrashState(kept, -1, CrashState.Fill.GARBAGE_IN_ONE, random.nextLong()));
      visit(new CrashState(kept, -1, CrashState.Fill.STALE, random.nextLong()));
    }
  }

  private void visit(CrashState state) {
    DiskImage image = state.image(point, choices, stale);
    if (seen.add(image.hash())) {
      visitor.visit(image, number++, () -> state.describe(choices));
    }
  }
}
