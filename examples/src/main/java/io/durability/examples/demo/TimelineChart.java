package io.durability.examples.demo;

import java.util.List;

/** A row for each round: recovering, writing with its publishes, the kill, the check. */
final class TimelineChart {

  private static final double WIDTH = 1040;
  private static final double LEFT = 44;
  private static final double RIGHT = 16;
  private static final double TOP = 24;

  private final List<RoundResult> rounds;
  private final Scale millis;
  private final double pitch;

  TimelineChart(List<RoundResult> rounds) {
    this.rounds = rounds;
    double longest =
        rounds.stream()
            .mapToLong(round -> round.times().checkedMicros() - round.times().begunMicros())
            .max()
            .orElse(0);
    this.millis = Scale.of(longest / 1_000, LEFT, WIDTH - RIGHT, 8);
    this.pitch = rounds.size() > 40 ? 13 : 20;
  }

  Markup draw() {
    double bottom = TOP + rounds.size() * pitch;
    Markup svg = new Markup();
    svg.raw(
        "<svg viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"%s\">",
        WIDTH, bottom + 8, "Timeline of each round in milliseconds");
    for (double mark : millis.marks()) {
      double x = millis.at(mark);
      svg.raw(
          "<line class=\"grid\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\"/>",
          x, x, TOP - 4, bottom);
      svg.raw(
          "<text class=\"mark\" x=\"%.1f\" y=\"12\" text-anchor=\"middle\">%s%s</text>",
          x, Scale.label(mark), mark == 0 ? " ms" : "");
    }
    for (int i = 0; i < rounds.size(); i++) {
      row(svg, rounds.get(i), TOP + i * pitch);
    }
    return svg.raw("</svg>");
  }

  private void row(Markup svg, RoundResult round, double top) {
    RoundResult.Times times = round.times();
    double middle = top + pitch / 2;
    double height = pitch * 0.56;
    double y = middle - height / 2;
    if (pitch > 15 || round.round() % 5 == 0 || round.round() == 1) {
      svg.raw(
          "<text class=\"mark\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">%d</text>",
          LEFT - 10, middle + 3.5, round.round());
    }
    svg.raw("<g><title>").text(title(round)).raw("</title>");
    bar(svg, "idle", round, times.begunMicros(), times.readyMicros(), y, height);
    bar(svg, "acked", round, times.readyMicros(), times.killedMicros(), y, height);
    for (RoundResult.PublishSpan publish : round.publishes()) {
      bar(svg, "publish", round, publish.begunMicros(), publish.endedMicros(), y, height);
    }
    bar(svg, "check", round, times.killedMicros(), times.checkedMicros(), y, height);
    double x = x(round, times.killedMicros());
    double arm = Math.min(5, pitch * 0.3);
    String kind = round.verdict().holds() ? "kill" : "kill lost-line";
    svg.raw(
        "<path class=\"%s\" d=\"M%.1f %.1fL%.1f %.1fM%.1f %.1fL%.1f %.1f\"/></g>",
        kind,
        x - arm,
        middle - arm,
        x + arm,
        middle + arm,
        x - arm,
        middle + arm,
        x + arm,
        middle - arm);
  }

  private void bar(
      Markup svg, String kind, RoundResult round, long from, long to, double y, double height) {
    double x = x(round, from);
    double width = Math.max(x(round, to) - x, kind.equals("publish") ? 1.5 : 0);
    svg.raw(
        "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>",
        kind, x, y, width, height);
  }

  private double x(RoundResult round, long micros) {
    return millis.at((micros - round.times().begunMicros()) / 1_000.0);
  }

  private static String title(RoundResult round) {
    return "Round "
        + round.round()
        + ": killed after "
        + round.times().writingMillis()
        + " ms of writing"
        + (round.insidePublish() ? ", inside a publish" : "")
        + ". Publishes finished: "
        + round.published()
        + ".";
  }
}
