package io.durability.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.durability.LogFrame;
import io.durability.LogInspection;
import io.durability.errors.TruncatedException;
import io.durability.storage.Directory;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints what stands in a log, frame by frame. */
@Command(
    name = "dump",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Prints the entries of a log, one a line, with segment, offset and kind.",
      "",
      "It shows what recovery would find: everything that verifies, also the last entries, which"
          + " a power cut could still take from a writer at work. Damage ends it, after every"
          + " entry before it was printed.",
      ""
    },
    footer = {
      "",
      "Examples: durability dump --uri file:///data/orders --from 1000 --to 1010",
      "          durability dump --uri file:///data/orders --json | jq .payload"
    },
    exitCodeListHeading = LogCommand.EXIT_HEADING,
    exitCodeList = {LogCommand.EXIT_0, LogCommand.EXIT_2, LogCommand.EXIT_3, LogCommand.EXIT_64})
final class DumpCommand extends LogCommand {

  /** How often a reader starts over because a writer truncated under it. */
  private static final int ATTEMPTS = 16;

  /** After so many lines it looks whether anybody still reads them. */
  private static final int LINES_BETWEEN_LOOKS = 256;

  @Option(
      names = "--from",
      paramLabel = "ID",
      description = "The first id to print; the first that is there unless given.")
  private @Nullable Long from;

  @Option(
      names = "--to",
      paramLabel = "ID",
      description = "The last id to print; the end of the log unless given.")
  private long to = Long.MAX_VALUE;

  @Option(
      names = "--all",
      description = "Print watermarks as well, which tell what is durable and have no id.")
  private boolean all;

  @Mixin private Payloads payloads = new Payloads();

  private long lines;

  DumpCommand(Console console) {
    super(console);
  }

  @Override
  void check() {
    payloads.check(place());
    if (from != null && from < 1) {
      throw place().usage("--from out of range [expected=1 or more, found=" + from + "]");
    }
    if (to < (from == null ? 1 : from)) {
      throw place().usage("--to is below --from [expected>=" + from + ", found=" + to + "]");
    }
  }

  @Override
  int run(Directory directory) throws IOException {
    for (int attempt = 1; ; attempt++) {
      LogInspection log = inspect(directory);
      long first = from == null ? Math.max(1, log.firstId().orElse(1)) : from;
      try {
        log.frames(first, this::visit);
        console.out().flush();
        return Main.EXIT_OK;
      } catch (TruncatedException e) {
        // A live writer truncated between the two looks; an id that was asked for is gone.
        if (from != null || lines > 0 || attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private boolean visit(LogFrame frame) {
    if (frame.id() > to) {
      return false;
    }
    if (frame.kind() == LogFrame.Kind.WATERMARK && !all) {
      return true;
    }
    lines++;
    console.out().println(json() ? Json.line(object(frame)) : line(frame));
    return lines % LINES_BETWEEN_LOOKS != 0 || !console.out().checkError();
  }

  private ObjectNode object(LogFrame frame) {
    ObjectNode object = Json.object();
    object.put("id", frame.id()).put("kind", kind(frame));
    object.put("segment", frame.segment()).put("offset", frame.offset());
    object.put("endsBatch", frame.endsBatch());
    Json.put(object, "durable", frame.durable());
    switch (frame.kind()) {
      case ENTRY -> payloads.put(object, frame.payload());
      case MARKER -> object.put("bytes", frame.payload().remaining());
      case WATERMARK -> object.put("closing", frame.closing());
    }
    return object;
  }

  private String line(LogFrame frame) {
    String place =
        String.format(
            Locale.ROOT,
            "%10d  %-9s %6d:%-9d ",
            frame.id(),
            kind(frame),
            frame.segment(),
            frame.offset());
    String content =
        switch (frame.kind()) {
          case ENTRY -> payloads.line(frame.payload(), console.unicode());
          case MARKER -> "commits a checkpoint";
          case WATERMARK ->
              (frame.durable() < 0 ? "proves nothing" : "durable to " + frame.durable())
                  + (frame.closing() ? ", closed" : "");
        };
    return place + content + (frame.endsBatch() ? "" : "  (batch goes on)");
  }

  private static String kind(LogFrame frame) {
    return frame.kind().name().toLowerCase(Locale.ROOT);
  }
}
