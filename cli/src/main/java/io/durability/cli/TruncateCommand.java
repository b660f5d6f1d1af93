package io.durability.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.durability.LogReport.Checkpoint;
import io.durability.LogReport.Segment;
import io.durability.TruncateResult;
import io.durability.TruncationPlan;
import io.durability.storage.Directory;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Deletes what checkpoints cover. */
@Command(
    name = "truncate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Deletes the segments that checkpoints cover. It asks before.",
      "",
      "Every publish does the same by itself; this is for a log whose writer kept more, or whose"
          + " last truncation was cut off. It rests only on checkpoints that it has read in full,"
          + " never deletes the last segment or a checkpoint, and afterwards the log recovers to"
          + " the same state. It tells what it would delete and asks on a terminal; elsewhere it"
          + " needs --yes.",
      "",
      "While a writer lives, a log on local disk is locked, and truncate is refused. On a store"
          + " without locks the writer goes on; readers of what is deleted are told.",
      ""
    },
    footer = {"", "Example: durability truncate --uri file:///data/orders --dry-run"},
    exitCodeListHeading = LogCommand.EXIT_HEADING,
    exitCodeList = {
      "0:it was done, or there was nothing to delete",
      "1:it was not confirmed, or deletion stopped midway",
      LogCommand.EXIT_2 + "; nothing was deleted",
      LogCommand.EXIT_3,
      LogCommand.EXIT_64
    })
final class TruncateCommand extends LogCommand {

  @Option(
      names = "--keep",
      paramLabel = "N",
      defaultValue = "2",
      description =
          "Delete only what so many checkpoints cover, so that all but one of them may be lost;"
              + " ${DEFAULT-VALUE} unless given, as a writer does.")
  private int keep;

  @Option(
      names = {"-y", "--yes"},
      description = "Do not ask.")
  private boolean yes;

  @Option(names = "--dry-run", description = "Tell what would be deleted, and delete nothing.")
  private boolean dryRun;

  TruncateCommand(Console console) {
    super(console);
  }

  @Override
  int run(Directory directory) throws IOException {
    TruncationPlan plan = plan(directory);
    List<Segment> segments = plan.segments();
    if (!json()) {
      show(directory, plan);
    }
    if (segments.isEmpty() || dryRun) {
      return end(directory, plan, segments.isEmpty() ? "nothing" : "planned", Main.EXIT_OK);
    }
    if (!yes && !confirmed(segments.size())) {
      return end(directory, plan, "unconfirmed", Main.EXIT_BROKEN);
    }
    TruncateResult done = plan.execute();
    boolean whole = done.deletionFailure().isEmpty();
    if (json()) {
      ObjectNode document = document(directory, plan, whole ? "deleted" : "incomplete");
      document.put("segmentsDeleted", done.segmentsDeleted());
      document.put("bytesDeleted", done.bytesDeleted());
      done.deletionFailure()
          .ifPresent(failure -> document.put("failure", String.valueOf(failure.getMessage())));
      print(document);
    } else {
      print(
          "deleted",
          Amount.of(done.segmentsDeleted(), "segment", "segments")
              + ", "
              + Amount.bytes(done.bytesDeleted()));
      done.deletionFailure()
          .ifPresent(
              failure ->
                  print("stopped", failure.getMessage() + "; run it again to delete the rest"));
    }
    return whole ? Main.EXIT_OK : Main.EXIT_BROKEN;
  }

  private TruncationPlan plan(Directory directory) throws IOException {
    try {
      return TruncationPlan.of(directory, keep);
    } catch (IllegalArgumentException e) {
      throw place().usage(String.valueOf(e.getMessage()));
    }
  }

  private boolean confirmed(int segments) {
    Prompt prompt = console.prompt();
    if (prompt == null || json()) {
      console.err().println("durability: nothing was deleted: confirm with --yes");
      return false;
    }
    console.out().flush();
    String answer = prompt.ask("Delete " + Amount.of(segments, "segment", "segments") + "? [y/N] ");
    boolean confirmed = answer != null && answer.strip().matches("(?i)y|yes");
    if (!confirmed) {
      console.out().println("nothing was deleted");
    }
    return confirmed;
  }

  private int end(Directory directory, TruncationPlan plan, String outcome, int exitCode) {
    if (json()) {
      print(document(directory, plan, outcome).put("segmentsDeleted", 0).put("bytesDeleted", 0));
    }
    return exitCode;
  }

  private void show(Directory directory, TruncationPlan plan) {
    print("directory", directory.toString());
    for (Checkpoint checkpoint : plan.checkpoints()) {
      print("checkpoint", checkpoint.file() + ", covers ids to " + Amount.of(checkpoint.lastId()));
    }
    if (plan.checkpoints().size() < keep) {
      print(
          "nothing",
          "is deleted until "
              + Amount.of(keep, "undamaged checkpoint is", "undamaged checkpoints are")
              + " there; found "
              + plan.checkpoints().size());
      return;
    }
    List<Segment> segments = plan.segments();
    for (Segment segment : segments) {
      print(
          "covered",
          segment.file()
              + ", "
              + Amount.bytes(segment.bytes())
              + (segment.lastId() < 0 ? "" : ", ids to " + Amount.of(segment.lastId())));
    }
    if (segments.isEmpty()) {
      print("nothing", "is covered by all of them");
    } else {
      print(
          dryRun ? "would go" : "to delete",
          Amount.of(segments.size(), "segment", "segments") + ", " + Amount.bytes(plan.bytes()));
    }
  }

  private static ObjectNode document(Directory directory, TruncationPlan plan, String outcome) {
    ObjectNode document = Json.document("truncate", directory).put("outcome", outcome);
    ArrayNode checkpoints = document.putArray("checkpoints");
    plan.checkpoints().forEach(checkpoint -> LsCommand.put(checkpoints.addObject(), checkpoint));
    ArrayNode segments = document.putArray("covered");
    plan.segments().forEach(segment -> LsCommand.put(segments.addObject(), segment));
    return document.put("coveredBytes", plan.bytes());
  }
}
