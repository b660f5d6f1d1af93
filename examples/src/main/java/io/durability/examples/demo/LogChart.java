package io.durability.examples.demo;

import java.util.List;
import java.util.Locale;

/** A row for each round: which entry ids the log held after it, and where its checkpoint stood. */
final class LogChart {

  private static final double WIDTH = 1040;
  private static final double LEFT = 44;
  private static final double RIGHT = 16;
  private static final double TOP = 24;

  private final List<RoundResult> rounds;
  private final Scale ids;
  private final double pitch;

  LogChart(List<RoundResult> rounds) {
    this.rounds = rounds;
    double last = rounds.stream().mapToDouble(round -> round.log().lastId()).max().orElse(0);
    this.ids = Scale.of(last, LEFT, WIDTH - RIGHT, 8);
    this.pitch = rounds.size() > 40 ? 11 : 16;
  }

  Markup draw() {
    double bottom = TOP + rounds.size() * pitch;
    Markup svg = new Markup();
    svg.raw(
        "<svg viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"%s\">",
        WIDTH, bottom + 8, "Entry ids that the log held after each round");
    for (double mark : ids.marks()) {
      double x = ids.at(mark);
      svg.raw(
          "<line class=\"grid\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\"/>",
          x, x, TOP - 4, bottom);
      svg.raw(
          "<text class=\"mark\" x=\"%.1f\" y=\"12\" text-anchor=\"middle\">%s%s</text>",
          x, mark == 0 ? "id " : "", Scale.label(mark));
    }
    for (int i = 0; i < rounds.size(); i++) {
      row(svg, rounds.get(i), TOP + i * pitch);
    }
    return svg.raw("</svg>");
  }

  private void row(Markup svg, RoundResult round, double top) {
    RoundResult.LogState log = round.log();
    double middle = top + pitch / 2;
    if (pitch > 11 || round.round() % 5 == 0 || round.round() == 1) {
      svg.raw(
          "<text class=\"mark\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">%d</text>",
          LEFT - 10, middle + 3.5, round.round());
    }
    svg.raw("<g><title>").text(title(round)).raw("</title>");
    bar(svg, "deleted", 0, log.retainedFrom() - 1, middle, 3);
    bar(svg, "kept", log.retainedFrom() - 1, log.checkpointLastId(), middle, pitch * 0.62);
    bar(svg, "acked", log.checkpointLastId(), log.lastId(), middle, pitch * 0.62);
    svg.raw("</g>");
  }

  private void bar(Markup svg, String kind, long from, long to, double middle, double height) {
    if (to > from) {
      double start = ids.at((double) from);
      double width = Math.max(1, ids.at((double) to) - start);
      svg.raw(
          "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>",
          kind, start, middle - height / 2, width, height);
    }
  }

  private static String title(RoundResult round) {
    RoundResult.LogState log = round.log();
    return String.format(
        Locale.ROOT,
        "After round %d: entries up to %,d are in the newest checkpoint, those up to %,d are"
            + " replayed; the log is kept from %,d on, in %d segments.",
        round.round(),
        log.checkpointLastId(),
        log.lastId(),
        log.retainedFrom(),
        log.segments());
  }
}
