package io.durability.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.durability.LogInspection;
import io.durability.LogReport.Checkpoint;
import io.durability.LogReport.Damage;
import io.durability.LogReport.Segment;
import io.durability.storage.Directory;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;

/** Tells in a few lines what a log is. */
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Tells what a log is: its ids, size, checkpoints, and how it ends.",
      "",
      "Reads the header of each segment and the last segment, so it is quick on a log of any"
          + " size. It changes nothing, and a writer may be at work. To look at every byte, use"
          + " verify.",
      ""
    },
    footer = {"", "Example: durability inspect --uri file:///data/orders"},
    exitCodeListHeading = LogCommand.EXIT_HEADING,
    exitCodeList = {LogCommand.EXIT_0, LogCommand.EXIT_2, LogCommand.EXIT_3, LogCommand.EXIT_64})
final class InspectCommand extends LogCommand {

  InspectCommand(Console console) {
    super(console);
  }

  @Override
  int run(Directory directory) throws IOException {
    LogInspection log = inspect(directory);
    List<Segment> segments = log.segments();
    long bytes = segments.stream().mapToLong(Segment::bytes).sum();
    List<Checkpoint> checkpoints = log.checkpoints();
    List<Damage> damages = log.damages();
    if (json()) {
      ObjectNode document = Json.document("inspect", directory);
      log.logId().ifPresent(id -> document.put("logId", id.toString()));
      Json.put(document, "firstId", log.firstId().orElse(-1));
      Json.put(document, "lastId", log.lastId().orElse(-1));
      document.put("closedCleanly", log.closedCleanly()).put("tornBytes", log.tornBytes());
      document.put("frontier", log.frontier());
      document.put("segments", segments.size()).put("segmentBytes", bytes);
      document.put("checkpoints", checkpoints.stream().filter(Checkpoint::kept).count());
      checkpoints.stream()
          .filter(Checkpoint::kept)
          .findFirst()
          .ifPresent(newest -> document.put("newestCheckpointLastId", newest.lastId()));
      Damages.put(document, damages);
      print(document);
    } else {
      print("directory", directory.toString());
      print("log", log.logId().map(Object::toString).orElse("its id is told by no segment"));
      print("ids", ids(log));
      print("segments", Amount.of(segments.size()) + ", " + Amount.bytes(bytes));
      print("checkpoints", checkpoints(checkpoints));
      print("truncated", truncated(log));
      print("end", end(log));
      Damages.print(this, damages);
    }
    return damages.isEmpty() ? Main.EXIT_OK : Main.EXIT_CORRUPT;
  }

  private static String ids(LogInspection log) {
    long first = log.firstId().orElse(-1);
    long last = log.lastId().orElse(-1);
    return last >= 0 && last < first
        ? "none is there; the next is " + Amount.of(last + 1)
        : Amount.known(first) + " to " + Amount.known(last);
  }

  private static String checkpoints(List<Checkpoint> checkpoints) {
    long kept = checkpoints.stream().filter(Checkpoint::kept).count();
    if (kept == 0) {
      return "none";
    }
    long orphaned = checkpoints.size() - kept;
    return Amount.of(kept)
        + " kept, the newest covers ids to "
        + Amount.of(checkpoints.get(0).lastId())
        + (orphaned == 0 ? "" : "; " + Amount.of(orphaned) + " orphaned");
  }

  private static String truncated(LogInspection log) {
    return log.frontier() == 0
        ? "never"
        : "segments below number " + Amount.of(log.frontier()) + " are gone";
  }

  private static String end(LogInspection log) {
    if (log.lastId().isEmpty()) {
      return "not known: the last segment is damaged or missing";
    }
    if (log.tornBytes() > 0) {
      return "torn: " + Amount.bytes(log.tornBytes()) + " behind it were never acknowledged";
    }
    return log.closedCleanly() ? "closed by its writer" : "open: a writer lives, or was killed";
  }
}
