package io.durability.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.durability.LogInspection;
import io.durability.LogReport;
import io.durability.LogReport.Damage;
import io.durability.LogReport.End;
import io.durability.storage.Directory;
import java.io.IOException;
import java.util.Locale;
import picocli.CommandLine.Command;

/** Reads all of a log, and tells whether it is whole. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Reads every byte of a log, and tells whether it is whole.",
      "",
      "clean: everything verifies. What lies behind the end is reserved space: zeros, or, on local"
          + " disk, what a deleted segment left in a file that is written again. It is counted, and"
          + " harms nothing. In such a file a write that was cut off, or a last batch that is"
          + " damaged, counts as reserved space, too, if none of its frame headers verifies.",
      "torn tail: everything that had been durable verifies; behind it lies a write that a crash"
          + " cut off. Nothing acknowledged is lost, and the next writer drops it. Beside a writer"
          + " at work it can also be a write that is under way.",
      "corrupt: something that had been durable is damaged or missing. Each place is named, and"
          + " whether zeros stand there.",
      ""
    },
    footer = {
      "",
      "Example: durability verify --uri file:///data/orders --json",
      "What to do about damage: docs/OPERATIONS.md."
    },
    exitCodeListHeading = LogCommand.EXIT_HEADING,
    exitCodeList = {
      "0:clean",
      "1:torn tail",
      "2:corrupt",
      "3:the log cannot be reached, or is not there",
      LogCommand.EXIT_64
    })
final class VerifyCommand extends LogCommand {

  VerifyCommand(Console console) {
    super(console);
  }

  @Override
  int run(Directory directory) throws IOException {
    LogInspection log = inspect(directory);
    LogReport report;
    try (Bar bar = Bar.ofBytes(console, "verify")) {
      report = log.verify(bar::at);
    }
    if (json()) {
      print(document(directory, report));
    } else {
      show(directory, report);
    }
    return switch (report.verdict()) {
      case CLEAN -> Main.EXIT_OK;
      case TORN_TAIL -> Main.EXIT_BROKEN;
      case CORRUPT -> Main.EXIT_CORRUPT;
    };
  }

  private static ObjectNode document(Directory directory, LogReport report) throws IOException {
    ObjectNode document = Json.document("verify", directory);
    document.put("verdict", verdict(report).replace(' ', '-'));
    document.put("entries", report.entries()).put("bytes", report.bytes());
    if (report.end().isPresent()) {
      End end = report.end().get();
      document
          .putObject("end")
          .put("file", end.file().value())
          .put("offset", end.offset())
          .put("tail", end.tail().name().toLowerCase(Locale.ROOT))
          .put("tornBytes", end.tornBytes())
          .put("reservedBytes", end.reservedBytes());
    }
    document.put("damagesFound", report.damagesFound());
    ArrayNode damages = document.putArray("damages");
    for (Damage damage : report.damages()) {
      Damages.put(damages.addObject(), damage)
          .put("zeroBytes", Damages.zeroBytes(directory, damage.location()));
    }
    return document;
  }

  private void show(Directory directory, LogReport report) throws IOException {
    print("directory", directory.toString());
    print(
        "verified",
        Amount.of(report.entries(), "entry", "entries")
            + " and markers, "
            + Amount.bytes(report.bytes()));
    if (report.end().isPresent()) {
      End end = report.end().get();
      print("end", end.file() + ", offset " + Amount.of(end.offset()));
      print("behind it", behind(end));
    }
    for (Damage damage : report.damages()) {
      int zeros = Damages.zeroBytes(directory, damage.location());
      String place = zeros < Damages.ZERO_FILLED_MIN ? "" : "; zero-filled: " + Amount.bytes(zeros);
      print("damage", damage.what() + place);
    }
    long more = report.damagesFound() - report.damages().size();
    if (more > 0) {
      print("damage", "and " + Amount.of(more) + " more");
    }
    String style =
        switch (report.verdict()) {
          case CLEAN -> "fg(green),bold";
          case TORN_TAIL -> "fg(yellow),bold";
          case CORRUPT -> "fg(red),bold";
        };
    console.out().println(console.styled(style, verdict(report)));
  }

  private static String behind(End end) {
    String reserved = Amount.bytes(end.reservedBytes());
    return switch (end.tail()) {
      case NONE -> "nothing";
      case RESERVED -> reserved + " of reserved space";
      case TORN ->
          Amount.bytes(end.tornBytes())
              + " of a write that was cut off"
              + (end.reservedBytes() == 0 ? "" : ", then " + reserved + " of reserved space");
    };
  }

  private static String verdict(LogReport report) {
    return report.verdict().name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
