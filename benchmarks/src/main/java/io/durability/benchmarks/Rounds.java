package io.durability.benchmarks;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Runs every cell once in every round. Cells that are compared run one behind the other, in a new
 * order each time, so that noise of the machine hits all alike; ratios are taken within a round.
 */
public final class Rounds {
  private static final long SEED = 1;

  private Rounds() {}

  /** Measures, and says how it goes; cells that are not supported here have no results. */
  public static Results run(
      List<Cell> cells, int rounds, long nanos, long warmUpNanos, PrintStream out)
      throws InterruptedException {
    Results results = new Results();
    Set<Cell> unsupported = new HashSet<>();
    for (Cell cell : cells) {
      if (measure(cell, warmUpNanos) == null) {
        unsupported.add(cell);
      }
    }
    Random random = new Random(SEED);
    List<List<Cell>> groups = new ArrayList<>(compared(cells, unsupported));
    for (int round = 1; round <= rounds; round++) {
      long start = System.nanoTime();
      Collections.shuffle(groups, random);
      for (List<Cell> group : groups) {
        Collections.shuffle(group, random);
        for (Cell cell : group) {
          Measurement measurement = measure(cell, nanos);
          if (measurement == null) {
            throw new IllegalStateException("worked before, but not now: " + cell);
          }
          results.add(cell, measurement);
        }
      }
      long seconds = (System.nanoTime() - start) / 1_000_000_000;
      out.printf("round %d of %d: %d s%n", round, rounds, seconds);
    }
    return results;
  }

  /** The cells of one section under one load belong together. */
  private static Collection<List<Cell>> compared(List<Cell> cells, Set<Cell> unsupported) {
    Map<String, List<Cell>> groups = new LinkedHashMap<>();
    for (Cell cell : cells) {
      if (!unsupported.contains(cell)) {
        String group = cell.section() + ": " + cell.load();
        groups.computeIfAbsent(group, k -> new ArrayList<>()).add(cell);
      }
    }
    return groups.values();
  }

  /** Null if this machine cannot do it. Everything else that fails ends the run. */
  private static @Nullable Measurement measure(Cell cell, long nanos) throws InterruptedException {
    try {
      return cell.body().run(nanos);
    } catch (UnsupportedOperationException e) {
      return null;
    } catch (InterruptedException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("cannot measure " + cell, e);
    }
  }
}
