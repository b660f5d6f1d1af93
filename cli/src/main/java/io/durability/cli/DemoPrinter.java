package io.durability.cli;

import io.durability.examples.demo.DemoListener;
import io.durability.examples.demo.DemoResult;
import io.durability.examples.demo.DemoSettings;
import io.durability.examples.demo.Lost;
import io.durability.examples.demo.RoundResult;
import io.durability.examples.demo.Verdict;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Shows a demo as it runs: a row of the table for each round, on a terminal with a line below that
 * tells how far it is; then totals and the outcome.
 */
final class DemoPrinter implements DemoListener {

  private static final String LINE_AGAIN = "\r\u001b[K";
  private static final int BAR_WIDTH = 30;

  private final Console console;
  private final PrintWriter out;
  private final DemoSettings settings;
  private final RoundTable table;
  private long acked;

  DemoPrinter(Console console, DemoSettings settings) {
    this.console = console;
    this.out = console.out();
    this.settings = settings;
    this.table = new RoundTable(console);
  }

  void begin() {
    out.println(
        console.styled("bold", "durability demo")
            + ": kill processes while they write, then look for what they had acknowledged");
    out.println("directory " + settings.uri());
    out.println(
        settings.rounds()
            + (settings.rounds() == 1 ? " round, " : " rounds, ")
            + settings.threads()
            + (settings.threads() == 1 ? " writer each, seed " : " writers each, seed ")
            + settings.seed()
            + (settings.sabotage()
                ? console.styled("fg(red)", ", sabotaged: syncs do nothing")
                : ""));
    out.println();
    out.println(table.head());
    out.println(table.rule());
    out.flush();
  }

  @Override
  public void roundBegun(int round) {
    progress(round, "writing");
  }

  @Override
  public void roundKilled(int round) {
    progress(round, "killed, checking");
  }

  @Override
  public void roundEnded(RoundResult result) {
    acked += result.entries().acked();
    if (console.isTerminal()) {
      out.print(LINE_AGAIN);
    }
    out.println(table.row(result));
    out.flush();
  }

  private void progress(int round, String what) {
    if (!console.isTerminal()) {
      return;
    }
    int done = BAR_WIDTH * (round - 1) / settings.rounds();
    String bar =
        console.styled("fg(green)", (console.unicode() ? "━" : "#").repeat(done))
            + console.styled("faint", (console.unicode() ? "━" : ".").repeat(BAR_WIDTH - done));
    out.print(
        LINE_AGAIN
            + bar
            + " round "
            + round
            + " of "
            + settings.rounds()
            + ", "
            + RoundTable.count(acked)
            + " acked, "
            + what);
    out.flush();
  }

  /**
   * Shows the totals and the outcome.
   *
   * @param page where the report is
   * @param again the command that makes the same plan again
   */
  void end(DemoResult result, Path page, String again) {
    out.println(table.rule());
    out.println(table.total(result));
    out.println();
    if (!result.holds()) {
      failure(result);
    }
    out.println(
        String.format(
            Locale.ROOT,
            "%.1f s; publishes deleted %.1f MB of log",
            result.millis() / 1_000.0,
            result.sum(RoundResult::bytesDeleted) / 1_000_000.0));
    out.println("report  " + page);
    out.println("again   " + again);
    out.println();
    out.println(outcome(result));
    out.flush();
  }

  private void failure(DemoResult result) {
    RoundResult last = result.rounds().get(result.rounds().size() - 1);
    Verdict verdict = last.verdict();
    out.println(console.styled("fg(red),bold", "round " + last.round() + " failed:"));
    Lost lost = verdict.lost();
    if (lost.count() > 0) {
      out.println("  lost: " + RoundTable.count(lost.count()) + " with the ids " + lost.ids());
    }
    for (String example : lost.examples()) {
      out.println("    entry " + example);
    }
    for (String violation : verdict.violations()) {
      out.println("  " + violation);
    }
    out.println("  the log is left as it is in " + settings.uri());
    out.println();
  }

  private String outcome(DemoResult result) {
    String lost =
        result.lost() == 1
            ? "1 acknowledged entry lost"
            : result.lost() + " acknowledged entries lost";
    if (result.holds()) {
      return console.styled("fg(green),bold", lost);
    }
    return console.styled(
        "fg(red),bold", result.lost() > 0 ? lost : lost + ", but another check failed");
  }
}
