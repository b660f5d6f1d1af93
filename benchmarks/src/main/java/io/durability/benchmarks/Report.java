package io.durability.benchmarks;

import java.util.List;
import java.util.Locale;

/** Turns results into text. */
public final class Report {
  private Report() {}

  /** One table for each section. */
  public static String markdown(List<Cell> cells, Results results) {
    StringBuilder text = new StringBuilder();
    String section = "";
    for (Cell cell : cells) {
      if (!cell.section().equals(section)) {
        section = cell.section();
        text.append("\n## ").append(section).append("\n\n");
        text.append(
            "| load | variant | per s | ratio | best per s | best ratio | p50 µs | p99 µs | max µs");
        text.append(
            " | entries/sync | zeros ms |\n|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n");
      }
      text.append(line(cell, results));
    }
    return text.toString();
  }

  private static String line(Cell cell, Results results) {
    if (!results.has(cell)) {
      return String.format(
          "| %s | %s | not supported here |||||||||%n", cell.load(), cell.variant());
    }
    return String.format(
        Locale.ROOT,
        "| %s | %s | %s | %.2f | %s | %.2f | %s | %s | %s | %s | %s |%n",
        cell.load(),
        cell.variant(),
        number(results.median(cell, Measurement::perSecond)),
        results.ratio(cell),
        number(results.best(cell)),
        results.bestRatio(cell),
        number(results.median(cell, Measurement::p50)),
        number(results.median(cell, Measurement::p99)),
        number(results.median(cell, Measurement::max)),
        number(results.median(cell, Measurement::perSync)),
        number(results.median(cell, Measurement::fillMillis)));
  }

  /** The same for programs: one line for each cell, after a line of names. */
  public static String csv(List<Cell> cells, Results results) {
    StringBuilder text =
        new StringBuilder(
            "section,load,variant,baseline,per_s,ratio,best_per_s,best_ratio,"
                + "p50_us,p99_us,max_us,per_sync\n");
    for (Cell cell : cells) {
      if (results.has(cell)) {
        text.append(
            String.format(
                Locale.ROOT,
                "\"%s\",\"%s\",\"%s\",\"%s\",%.1f,%.3f,%.1f,%.3f,%.1f,%.1f,%.1f,%.1f%n",
                cell.section(),
                cell.load(),
                cell.variant(),
                cell.baseline(),
                results.median(cell, Measurement::perSecond),
                results.ratio(cell),
                results.best(cell),
                results.bestRatio(cell),
                results.median(cell, Measurement::p50),
                results.median(cell, Measurement::p99),
                results.median(cell, Measurement::max),
                results.median(cell, Measurement::perSync)));
      }
    }
    return text.toString();
  }

  private static String number(double value) {
    if (Double.isNaN(value)) {
      return "";
    }
    return String.format(Locale.ROOT, value < 10 ? "%.1f" : "%,.0f", value);
  }
}
