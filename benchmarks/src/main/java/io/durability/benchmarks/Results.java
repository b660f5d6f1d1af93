package io.durability.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The measurements of all rounds, and their medians. Used by one thread. */
public final class Results {
  private record Key(String section, String variant, String load) {}

  private final Map<Key, List<Measurement>> rounds = new LinkedHashMap<>();

  /** Adds one for each cell and round, in the same order of rounds. */
  public void add(Cell cell, Measurement measurement) {
    rounds.computeIfAbsent(key(cell, cell.variant()), k -> new ArrayList<>()).add(measurement);
  }

  /** Tells whether a cell was measured at all. */
  public boolean has(Cell cell) {
    return rounds.containsKey(key(cell, cell.variant()));
  }

  /** The median over the rounds. */
  public double median(Cell cell, ToDoubleFunction<Measurement> figure) {
    return median(of(cell, cell.variant()).stream().mapToDouble(figure).toArray());
  }

  /** The fastest round. Others' load only ever slows a round down, so this is the quiet machine. */
  public double best(Cell cell) {
    return best(of(cell, cell.variant()));
  }

  /** The median of the ratios to the baseline, each taken within one round. */
  public double ratio(Cell cell) {
    List<Measurement> own = of(cell, cell.variant());
    List<Measurement> base = of(cell, cell.baseline());
    double[] ratios = new double[Math.min(own.size(), base.size())];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = own.get(i).perSecond() / base.get(i).perSecond();
    }
    return median(ratios);
  }

  /** The ratio of the fastest round to the fastest of the baseline. */
  public double bestRatio(Cell cell) {
    return best(cell) / best(of(cell, cell.baseline()));
  }

  private static double best(List<Measurement> rounds) {
    return rounds.stream().mapToDouble(Measurement::perSecond).max().orElse(Double.NaN);
  }

  private List<Measurement> of(Cell cell, String variant) {
    return rounds.getOrDefault(key(cell, variant), List.of());
  }

  private static Key key(Cell cell, String variant) {
    return new Key(cell.section(), variant, cell.load());
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    if (sorted.length == 0) {
      return Double.NaN;
    }
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }
}
