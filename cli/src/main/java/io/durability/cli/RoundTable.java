package io.durability.cli;

import io.durability.examples.demo.DemoResult;
import io.durability.examples.demo.RoundResult;
import java.util.List;
import java.util.Locale;

/** The rounds of a demo as lines of a table that fits 80 columns. */
final class RoundTable {

  private static final List<String> HEADS =
      List.of(
          "round",
          "killed",
          "acked",
          "recovered",
          "in flight",
          "publish",
          "segments",
          "checkpoints");
  private static final int[] WIDTHS = {5, 7, 9, 9, 9, 7, 8, 11};

  private static final int COLUMNS = 80;

  private final Console console;

  RoundTable(Console console) {
    this.console = console;
  }

  String head() {
    return console.styled("bold", line(HEADS) + " verdict");
  }

  String rule() {
    return console.styled("faint", (console.unicode() ? "─" : "-").repeat(COLUMNS));
  }

  String row(RoundResult round) {
    String known =
        line(
            List.of(
                Integer.toString(round.round()),
                round.times().writingMillis() + " ms",
                count(round.entries().acked()),
                count(round.entries().recovered()),
                count(round.entries().inFlight()),
                round.insidePublish() ? "inside" : "",
                changed(round.log().segments(), "-", round.segmentsDeleted()),
                changed(round.log().checkpoints(), "+", round.published())));
    return known + " " + verdict(round.verdict().holds());
  }

  String total(DemoResult result) {
    String known =
        line(
            List.of(
                "total",
                "",
                count(result.sum(round -> round.entries().acked())),
                count(result.sum(round -> round.entries().recovered())),
                "in " + result.count(round -> round.entries().inFlight() > 0),
                "in " + result.count(RoundResult::insidePublish),
                signed("-", result.sum(RoundResult::segmentsDeleted)),
                signed("+", result.sum(RoundResult::published))));
    return console.styled("bold", known) + " " + verdict(result.holds());
  }

  private String verdict(boolean holds) {
    String word = holds ? "kept" : "fails";
    String sign = holds ? "✓ " : "✗ ";
    return console.styled(
        holds ? "fg(green)" : "fg(red),bold", console.unicode() ? sign + word : word);
  }

  static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /** Returns what is there, and what came or went: {@code 16 (-43)}. */
  private static String changed(long there, String sign, long change) {
    return there + (change == 0 ? "" : " (" + signed(sign, change) + ")");
  }

  private static String signed(String sign, long change) {
    return change == 0 ? "0" : sign + count(change);
  }

  private static String line(List<String> cells) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      String cell = cells.get(i);
      line.append(i == 0 ? "" : " ").append(" ".repeat(Math.max(0, WIDTHS[i] - cell.length())));
      line.append(cell);
    }
    return line.toString();
  }
}
