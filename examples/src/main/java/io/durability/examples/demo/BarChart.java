package io.durability.examples.demo;

import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** A column for each round, of parts that stand on one another. */
final class BarChart {

  /**
   * A part of the columns.
   *
   * @param kind its style
   * @param name what it counts
   * @param value how much of it a round has
   */
  record Part(String kind, String name, ToLongFunction<RoundResult> value) {}

  private static final double WIDTH = 1040;
  private static final double HEIGHT = 220;
  private static final double LEFT = 52;
  private static final double RIGHT = 16;
  private static final double TOP = 12;
  private static final double BOTTOM = 24;
  private static final double COLUMN_WIDTH_MAX = 34;
  private static final double GAP = 1.5;

  private final List<RoundResult> rounds;
  private final List<Part> parts;
  private final String label;

  BarChart(String label, List<RoundResult> rounds, List<Part> parts) {
    this.label = label;
    this.rounds = rounds;
    this.parts = parts;
  }

  Markup draw() {
    Scale scale =
        Scale.of(rounds.stream().mapToDouble(this::sum).max().orElse(0), HEIGHT - BOTTOM, TOP, 4);
    Markup svg = new Markup();
    svg.raw("<svg viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"%s\">", WIDTH, HEIGHT, label);
    for (double mark : scale.marks()) {
      double y = scale.at(mark);
      svg.raw(
          "<line class=\"grid\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\"/>",
          LEFT, WIDTH - RIGHT, y, y);
      svg.raw(
          "<text class=\"mark\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">%s</text>",
          LEFT - 8, y + 3.5, Scale.label(mark));
    }
    double pitch = (WIDTH - LEFT - RIGHT) / Math.max(1, rounds.size());
    for (int i = 0; i < rounds.size(); i++) {
      column(svg, rounds.get(i), scale, LEFT + i * pitch, pitch);
    }
    return svg.raw("</svg>");
  }

  private void column(Markup svg, RoundResult round, Scale scale, double left, double pitch) {
    double width = Math.min(COLUMN_WIDTH_MAX, pitch * 0.7);
    double x = left + (pitch - width) / 2;
    StringBuilder title = new StringBuilder("Round " + round.round() + ":");
    for (Part part : parts) {
      title.append(
          String.format(Locale.ROOT, " %,d %s.", part.value().applyAsLong(round), part.name()));
    }
    svg.raw("<g><title>").text(title.toString()).raw("</title>");
    double below = 0;
    for (Part part : parts) {
      long value = part.value().applyAsLong(round);
      if (value > 0) {
        double bottom = scale.at(below) - (below > 0 ? GAP : 0);
        double top = Math.min(scale.at(below + value), bottom - 1);
        svg.raw(
            "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>",
            part.kind(), x, top, width, bottom - top);
      }
      below += value;
    }
    svg.raw("</g>");
    int every = rounds.size() <= 30 ? 1 : rounds.size() <= 120 ? 10 : 100;
    if (round.round() % every == 0 || round.round() == 1) {
      svg.raw(
          "<text class=\"mark\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%d</text>",
          left + pitch / 2, HEIGHT - 8, round.round());
    }
  }

  private long sum(RoundResult round) {
    return parts.stream().mapToLong(part -> part.value().applyAsLong(round)).sum();
  }
}
