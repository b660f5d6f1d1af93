package io.durability.examples.demo;

import io.durability.examples.demo.RoundResult.Entries;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/**
 * A demo as a page for people: self-contained HTML with inline charts, light or dark as the reader
 * has it.
 */
public final class ReportPage {

  private static final DateTimeFormatter WHEN =
      DateTimeFormatter.ofPattern("d MMMM yyyy, HH:mm 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private final DemoResult result;
  private final String command;
  private final String machine;
  private final Instant when;

  /**
   * Takes what to show.
   *
   * @param command the command that runs the same demo again
   * @param machine where it ran
   * @param when when it ran
   */
  public ReportPage(DemoResult result, String command, String machine, Instant when) {
    this.result = result;
    this.command = command;
    this.machine = machine;
    this.when = when;
  }

  /** Returns the page, which is well-formed XML too. */
  public String html() {
    Markup page = new Markup();
    page.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n")
        .raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n")
        .raw("<title>durability demo: %s</title>\n", headline())
        .raw("<style>\n")
        .raw(ReportStyle.CSS)
        .raw("</style>\n</head>\n<body>\n<main>\n");
    header(page);
    losses(page);
    tiles(page);
    charts(page);
    table(page);
    checks(page);
    footer(page);
    return page.raw("</main>\n</body>\n</html>\n").toString();
  }

  private String headline() {
    return result.lost() == 1
        ? "1 acknowledged entry lost"
        : count(result.lost()) + " acknowledged entries lost";
  }

  private void header(Markup page) {
    String kind = result.holds() ? "good" : "bad";
    page.raw("<header class=\"%s\">\n<p class=\"label\">durability demo</p>\n", kind)
        .raw(
            "<h1><span class=\"badge\">%s</span> %s</h1>\n",
            result.holds() ? "✓" : "✗", headline());
    page.raw("<p class=\"lead\">").text(lead()).raw("</p>\n</header>\n");
  }

  private String lead() {
    if (result.holds()) {
      return count(result.rounds().size())
          + " processes were killed with SIGKILL while they wrote a ledger. After each kill, every"
          + " transfer that had been acknowledged was there, once, in order, and no money was lost"
          + " or made.";
    }
    return "Round "
        + result.rounds().size()
        + " of "
        + result.settings().rounds()
        + " failed"
        + (result.settings().sabotage()
            ? ", as it must: the syncs of this run did nothing."
            : ". The log was left as it is.");
  }

  private void losses(Markup page) {
    if (result.rounds().isEmpty() || result.holds()) {
      return;
    }
    Verdict verdict = result.rounds().get(result.rounds().size() - 1).verdict();
    page.raw("<section class=\"losses\">\n<h2>What went wrong</h2>\n<ul>\n");
    Lost lost = verdict.lost();
    if (lost.count() > 0) {
      page.raw("<li>Lost: %s entries with the ids %s</li>\n", count(lost.count()), lost.ids());
    }
    for (String example : lost.examples()) {
      page.raw("<li class=\"example\">entry %s</li>\n", example);
    }
    for (String violation : verdict.violations()) {
      page.raw("<li>%s</li>\n", violation);
    }
    page.raw("</ul>\n</section>\n");
  }

  private void tiles(Markup page) {
    page.raw("<section class=\"tiles\">\n");
    tile(page, "acknowledged", count(result.sum(r -> r.entries().acked())), "entries");
    tile(page, "recovered", count(result.sum(r -> r.entries().recovered())), "entries");
    tile(
        page,
        "killed mid-append",
        count(result.count(r -> r.entries().inFlight() > 0)),
        "of " + result.rounds().size());
    tile(
        page,
        "killed mid-publish",
        count(result.count(RoundResult::insidePublish)),
        "of " + result.rounds().size());
    tile(page, "published", count(result.sum(RoundResult::published)), "checkpoints");
    tile(
        page,
        "truncated",
        count(result.sum(RoundResult::segmentsDeleted)),
        String.format(
            Locale.ROOT, "segments, %.1f MB", result.sum(RoundResult::bytesDeleted) / 1_000_000.0));
    page.raw("</section>\n");
  }

  private static void tile(Markup page, String name, String value, String unit) {
    page.raw(
        "<div class=\"tile\"><p class=\"name\">%s</p><p class=\"value\">%s</p>"
            + "<p class=\"unit\">%s</p></div>\n",
        name, value, unit);
  }

  private void charts(Markup page) {
    List<RoundResult> rounds = result.rounds();
    chart(
        page,
        "Each round, from the start of its process to the end of the check",
        new TimelineChart(rounds).draw(),
        "idle",
        "recovers and claims",
        "acked",
        "writes",
        "publish",
        "publishes",
        "cross",
        "killed",
        "check",
        "checked");
    chart(
        page,
        "Entries of each round",
        new BarChart(
                "Entries of each round",
                rounds,
                List.of(
                    new BarChart.Part("acked", "acknowledged and recovered", ReportPage::kept),
                    new BarChart.Part(
                        "surplus", "recovered, not acknowledged", ReportPage::surplus),
                    new BarChart.Part("lost", "lost", round -> round.verdict().lost().count())))
            .draw(),
        "acked",
        "acknowledged and recovered",
        "surplus",
        "recovered though the ack was still in flight",
        result.lost() > 0 ? "lost" : "",
        "acknowledged and lost");
    chart(
        page,
        "The log after each round, by entry id",
        new LogChart(rounds).draw(),
        "deleted",
        "deleted: covered by two checkpoints",
        "kept",
        "kept: covered by the newest checkpoint only",
        "acked",
        "behind the newest checkpoint: replayed by recovery");
    chart(
        page,
        "Segments of each round",
        new BarChart(
                "Segments of each round",
                rounds,
                List.of(
                    new BarChart.Part("segments", "kept", round -> round.log().segments()),
                    new BarChart.Part("deleted", "deleted", RoundResult::segmentsDeleted)))
            .draw(),
        "segments",
        "there after the kill",
        "deleted",
        "deleted by publishes during the round");
  }

  private static long kept(RoundResult round) {
    return Math.max(0, round.entries().acked() - round.verdict().lost().count());
  }

  private static long surplus(RoundResult round) {
    Entries entries = round.entries();
    return Math.max(0, entries.recovered() - entries.acked());
  }

  private static void chart(Markup page, String title, Markup drawing, String... legend) {
    page.raw("<section class=\"chart\">\n<h2>%s</h2>\n<p class=\"legend\">", title);
    for (int i = 0; i < legend.length; i += 2) {
      if (!legend[i].isEmpty()) {
        page.raw("<span><i class=\"key %s\"></i>%s</span>", legend[i], legend[i + 1]);
      }
    }
    page.raw("</p>\n<div class=\"drawing\">").add(drawing).raw("</div>\n</section>\n");
  }

  private void table(Markup page) {
    page.raw("<section>\n<h2>The rounds</h2>\n<div class=\"scroll\"><table>\n<thead><tr>");
    for (String head :
        List.of(
            "round",
            "killed after",
            "acked",
            "recovered",
            "in flight",
            "inside publish",
            "unsynced bytes",
            "segments",
            "deleted",
            "checkpoints",
            "published",
            "verdict")) {
      page.raw("<th>%s</th>", head);
    }
    page.raw("</tr></thead>\n<tbody>\n");
    for (RoundResult round : result.rounds()) {
      page.raw("<tr>")
          .raw("<td>%d</td><td>%d ms</td>", round.round(), round.times().writingMillis())
          .raw("<td>%s</td>", count(round.entries().acked()))
          .raw("<td>%s</td>", count(round.entries().recovered()))
          .raw("<td>%s</td>", count(round.entries().inFlight()))
          .raw("<td>%s</td>", round.insidePublish() ? "yes" : "")
          .raw("<td>%s</td>", round.storage() == Storage.PLAIN ? "stay" : "are lost")
          .raw("<td>%d</td><td>%d</td>", round.log().segments(), round.segmentsDeleted())
          .raw("<td>%d</td><td>%d</td>", round.log().checkpoints(), round.published())
          .raw(
              "<td class=\"%s\">%s</td></tr>\n",
              round.verdict().holds() ? "ok" : "failed",
              round.verdict().holds() ? "✓ all there" : "✗ failed");
    }
    page.raw("</tbody>\n</table></div>\n</section>\n");
  }

  private static void checks(Markup page) {
    page.raw("<section class=\"checks\">\n<h2>What is checked after each kill</h2>\n<ul>\n");
    for (String check :
        List.of(
            "Every acknowledged entry is recovered, under its id, with its content. The parent"
                + " process has the ids from a pipe, into which a child writes only after an ack.",
            "Entry ids have no gap but the markers that publishes took.",
            "No transfer is applied twice and none is missing: each writer numbers its own.",
            "The sum of all accounts is what it was, and no money is in transit, where the missing"
                + " part of an atomic batch would leave it.",
            "The newest checkpoint that was published is the one that recovery starts from, and"
                + " everything after the one before is still in the log.",
            "The next child claims the log at exactly the entry that this check saw as the last.",
            "Every second child keeps what it has not synced in its own memory, so that the kill"
                + " takes it away, as a power cut would.")) {
      page.raw("<li>%s</li>\n", check);
    }
    page.raw("</ul>\n</section>\n");
  }

  private void footer(Markup page) {
    DemoSettings settings = result.settings();
    page.raw("<footer>\n<h2>Run it again</h2>\n<pre><code>%s</code></pre>\n", command)
        .raw(
            "<p>The seed gives the same plan of kills and transfers; what the processes make of it"
                + " depends on their timing.</p>\n")
        .raw(
            "<dl><dt>seed</dt><dd>%d</dd><dt>rounds</dt><dd>%d</dd>",
            settings.seed(), settings.rounds())
        .raw("<dt>writers in each process</dt><dd>%d</dd>", settings.threads())
        .raw("<dt>directory</dt><dd>%s</dd>", settings.uri().toString())
        .raw("<dt>took</dt><dd>%.1f s</dd>", result.millis() / 1_000.0)
        .raw("<dt>machine</dt><dd>%s</dd>", machine)
        .raw("<dt>when</dt><dd>%s</dd></dl>\n</footer>\n", WHEN.format(when));
  }

  private static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }
}
