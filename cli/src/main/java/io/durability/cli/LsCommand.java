package io.durability.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.durability.LogInspection;
import io.durability.LogReport.Checkpoint;
import io.durability.LogReport.Segment;
import io.durability.storage.Directory;
import java.io.IOException;
import java.util.Locale;
import picocli.CommandLine.Command;

/** Lists the files of a log. */
@Command(
    name = "ls",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Lists the segments and checkpoints of a log, and what each is to it.",
      "",
      "A segment is closed, last, cut off (which is damage), damaged, void (it never held an"
          + " entry) or deleted (but for its file). A checkpoint is kept, or orphaned: not among"
          + " the kept ones. The next claim deletes an orphan if the log had named it.",
      ""
    },
    footer = {"", "Example: durability ls --uri file:///data/orders"},
    exitCodeListHeading = LogCommand.EXIT_HEADING,
    exitCodeList = {LogCommand.EXIT_0, LogCommand.EXIT_2, LogCommand.EXIT_3, LogCommand.EXIT_64})
final class LsCommand extends LogCommand {

  LsCommand(Console console) {
    super(console);
  }

  @Override
  int run(Directory directory) throws IOException {
    LogInspection log = inspect(directory);
    if (json()) {
      ObjectNode document = Json.document("ls", directory);
      ArrayNode segments = document.putArray("segments");
      for (Segment segment : log.segments()) {
        put(segments.addObject(), segment);
      }
      ArrayNode checkpoints = document.putArray("checkpoints");
      for (Checkpoint checkpoint : log.checkpoints()) {
        put(checkpoints.addObject(), checkpoint);
      }
      Damages.put(document, log.damages());
      print(document);
    } else {
      segments(log);
      if (!log.checkpoints().isEmpty()) {
        console.out().println();
        checkpoints(log);
      }
      Damages.print(this, log.damages());
    }
    return log.damages().isEmpty() ? Main.EXIT_OK : Main.EXIT_CORRUPT;
  }

  private void segments(LogInspection log) {
    Grid grid = new Grid(2, "segment", "state", "first id", "last id", "content", "bytes");
    for (Segment segment : log.segments()) {
      grid.row(
          segment.file().value(),
          state(segment).replace('-', ' '),
          Amount.known(segment.firstId()),
          Amount.known(segment.lastId()),
          Amount.known(segment.end()),
          Amount.of(segment.bytes()));
    }
    grid.print(console);
  }

  private void checkpoints(LogInspection log) {
    Grid grid = new Grid(2, "checkpoint", "state", "covers to", "bytes");
    for (Checkpoint checkpoint : log.checkpoints()) {
      grid.row(
          checkpoint.file().value(),
          state(checkpoint),
          Amount.known(checkpoint.lastId()),
          Amount.of(checkpoint.bytes()));
    }
    grid.print(console);
  }

  static void put(ObjectNode object, Segment segment) {
    object.put("file", segment.file().value()).put("number", segment.number());
    object.put("state", state(segment)).put("bytes", segment.bytes());
    Json.put(object, "end", segment.end());
    Json.put(object, "firstId", segment.firstId());
    Json.put(object, "lastId", segment.lastId());
    Json.put(object, "predecessor", segment.predecessor());
    segment.writerId().ifPresent(writer -> object.put("writerId", writer.toString()));
  }

  static void put(ObjectNode object, Checkpoint checkpoint) {
    object.put("file", checkpoint.file().value()).put("state", state(checkpoint));
    object.put("bytes", checkpoint.bytes());
    Json.put(object, "lastId", checkpoint.lastId());
  }

  private static String state(Segment segment) {
    return segment.state().name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String state(Checkpoint checkpoint) {
    return checkpoint.kept() ? "kept" : "orphaned";
  }
}
