package io.durability.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.durability.Codecs;
import io.durability.LogInspection;
import io.durability.LogReport.Checkpoint;
import io.durability.Recovered;
import io.durability.Recovery;
import io.durability.errors.DurabilityException;
import io.durability.storage.Directory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Goes the way of a recovery, and tells what it stands on. */
@Command(
    name = "recover",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Recovers to an id without changing the log: which checkpoint serves, what follows it.",
      "",
      "The tool does not know the application's state, so it goes the way that recovery goes,"
          + " reads and verifies all that it needs, and tells whether the state at that id can be"
          + " had. With --out it writes what the state is made of: checkpoint.bin, the bytes that"
          + " the application's codec wrote, and entries.jsonl, the entries after it, one JSON"
          + " object a line with id and payload in base64. Without a checkpoint the state begins"
          + " empty, and there is no checkpoint.bin.",
      ""
    },
    footer = {
      "",
      "Example: durability recover --uri file:///data/orders --to 1000 --out /tmp/orders-1000"
    },
    exitCodeListHeading = LogCommand.EXIT_HEADING,
    exitCodeList = {LogCommand.EXIT_0, LogCommand.EXIT_2, LogCommand.EXIT_3, LogCommand.EXIT_64})
final class RecoverCommand extends LogCommand {

  @Option(
      names = "--to",
      paramLabel = "ID",
      description = "The last id that is to be in the state; the end of the log unless given.")
  private @Nullable Long to;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description = "Write checkpoint and entries into this folder, which must be new or empty.")
  private @Nullable Path out;

  RecoverCommand(Console console) {
    super(console);
  }

  @Override
  void check() {
    if (to != null && to < 0) {
      throw place().usage("--to out of range [expected=0 or more, found=" + to + "]");
    }
  }

  @Override
  int run(Directory directory) throws IOException {
    LogInspection log = inspect(directory);
    try (Export export = Export.into(out)) {
      Recovered<Export, byte[]> recovered = recover(directory, export);
      export.commit();
      Optional<Checkpoint> checkpoint = checkpoint(directory, log, recovered.checkpointLastId());
      if (json()) {
        print(document(directory, recovered, checkpoint, export));
      } else {
        show(directory, recovered, checkpoint, export);
      }
    }
    return Main.EXIT_OK;
  }

  private Recovered<Export, byte[]> recover(Directory directory, Export export) throws IOException {
    try (Bar bar = Bar.ofEntries(console, "recover")) {
      Recovery<Export, byte[]> recovery =
          Recovery.of(directory, export.codec(), Codecs.bytes(), export::begin, Export::add)
              .onProgress(bar::at);
      return to == null ? recovery.latest() : recovery.upTo(to);
    }
  }

  /** Finds the file of the checkpoint that was used; a live writer may have replaced it since. */
  private static Optional<Checkpoint> checkpoint(
      Directory directory, LogInspection before, long lastId) throws DurabilityException {
    if (lastId == 0) {
      return Optional.empty();
    }
    Optional<Checkpoint> found = checkpoint(before, lastId);
    return found.isPresent() ? found : checkpoint(LogInspection.of(directory), lastId);
  }

  private static Optional<Checkpoint> checkpoint(LogInspection log, long lastId) {
    return log.checkpoints().stream()
        .filter(checkpoint -> checkpoint.kept() && checkpoint.lastId() == lastId)
        .findFirst();
  }

  private ObjectNode document(
      Directory directory,
      Recovered<Export, byte[]> recovered,
      Optional<Checkpoint> checkpoint,
      Export export) {
    ObjectNode document = Json.document("recover", directory);
    if (to != null) {
      document.put("askedId", to);
    }
    document.put("lastId", recovered.lastId());
    if (recovered.checkpointLastId() > 0) {
      ObjectNode used = document.putObject("checkpoint");
      used.put("lastId", recovered.checkpointLastId());
      used.put("payloadBytes", export.checkpointBytes());
      checkpoint.ifPresent(file -> used.put("file", file.file().value()));
    }
    ArrayNode skipped = document.putArray("checkpointsSkipped");
    recovered.checkpointsSkipped().forEach(failure -> skipped.add(failure.getMessage()));
    document.put("entries", recovered.entriesApplied()).put("entryBytes", export.entryBytes());
    document.put("tornBytes", recovered.bytesDropped());
    ArrayNode files = document.putArray("written");
    export.files().forEach(file -> files.add(file.toString()));
    return document;
  }

  private void show(
      Directory directory,
      Recovered<Export, byte[]> recovered,
      Optional<Checkpoint> checkpoint,
      Export export) {
    print("directory", directory.toString());
    boolean shorter = to != null && recovered.lastId() < to;
    print(
        "recovered",
        "to id " + Amount.of(recovered.lastId()) + (shorter ? ", where the log ends" : ""));
    print(
        "checkpoint",
        recovered.checkpointLastId() == 0
            ? "none: from the beginning of the log"
            : "covers ids to "
                + Amount.of(recovered.checkpointLastId())
                + ", "
                + Amount.bytes(export.checkpointBytes())
                + " of state"
                + checkpoint.map(file -> ", " + file.file()).orElse(""));
    for (DurabilityException skipped : recovered.checkpointsSkipped()) {
      print("skipped", String.valueOf(skipped.getMessage()));
    }
    print(
        "after it",
        Amount.of(recovered.entriesApplied(), "entry", "entries")
            + ", "
            + Amount.bytes(export.entryBytes()));
    print("torn tail", Amount.bytes(recovered.bytesDropped()));
    export.files().forEach(file -> print("written", file.toString()));
  }
}
