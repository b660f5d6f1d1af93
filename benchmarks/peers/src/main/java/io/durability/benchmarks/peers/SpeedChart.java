package io.durability.benchmarks.peers;

import io.durability.benchmarks.Cell;
import io.durability.benchmarks.Measurement;
import io.durability.benchmarks.Results;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Draws the medians of a run: for each job a bar for each contender, the longest first. */
final class SpeedChart {

  private static final int LABEL_WIDTH = 170;
  private static final int BAR_WIDTH = 430;
  private static final int WIDTH = LABEL_WIDTH + BAR_WIDTH + 110;
  private static final int LINE_HEIGHT = 18;
  private static final int BAR_HEIGHT = 12;
  private static final String OURS_COLOR = "#1f6feb";
  private static final String LIMIT_COLOR = "#b6bcc4";
  private static final String PEER_COLOR = "#8a7bb5";

  private final StringBuilder shapes = new StringBuilder();
  private int y = LINE_HEIGHT;

  private SpeedChart() {}

  /** Returns an SVG document. */
  static String of(List<Jobs.Job> jobs, Results results) {
    SpeedChart chart = new SpeedChart();
    for (Jobs.Job job : jobs) {
      chart.draw(job, results);
    }
    return String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" role=\"img\""
                + " font-family=\"sans-serif\" font-size=\"12\">%n"
                + "<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>%n",
            WIDTH,
            chart.y)
        + chart.shapes
        + "</svg>\n";
  }

  private void draw(Jobs.Job job, Results results) {
    List<Cell> cells =
        job.cells().stream()
            .filter(results::has)
            .sorted(Comparator.comparingDouble((Cell cell) -> -rate(cell, results)))
            .toList();
    Cell first = cells.get(0);
    text(4, first.section() + ", " + first.load() + ", per second", "font-weight=\"bold\"");
    y += LINE_HEIGHT;
    for (Cell cell : cells) {
      double rate = rate(cell, results);
      long width = Math.max(1, Math.round(BAR_WIDTH * rate / rate(first, results)));
      text(12, cell.variant(), "");
      shapes.append(
          String.format(
              Locale.ROOT,
              "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"/>%n",
              LABEL_WIDTH,
              y - BAR_HEIGHT + 2,
              width,
              BAR_HEIGHT,
              color(job, cell)));
      text(LABEL_WIDTH + (int) width + 6, String.format(Locale.ROOT, "%,.0f", rate), "");
      y += LINE_HEIGHT;
    }
    y += LINE_HEIGHT / 2;
  }

  private static String color(Jobs.Job job, Cell cell) {
    if (cell.variant().equals(Jobs.OURS)) {
      return OURS_COLOR;
    }
    return cell.variant().equals(job.limit()) ? LIMIT_COLOR : PEER_COLOR;
  }

  private static double rate(Cell cell, Results results) {
    return results.median(cell, Measurement::perSecond);
  }

  /** Section, load and variant are words of ours: nothing in them needs escaping. */
  private void text(int x, String text, String style) {
    shapes.append(
        String.format(Locale.ROOT, "<text x=\"%d\" y=\"%d\" %s>%s</text>%n", x, y, style, text));
  }
}
