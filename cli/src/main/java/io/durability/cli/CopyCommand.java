package io.durability.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.durability.Codecs;
import io.durability.Log;
import io.durability.LogCopy;
import io.durability.storage.Directory;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Copies a log to another place. */
@Command(
    name = "copy",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Copies a log from any store to any other, and reads all of it back.",
      "",
      "The copy is the same log: ids, entries and kept checkpoints. What truncation took is not in"
          + " it. Until all of it was read back, whoever opens it is refused; if it was"
          + " interrupted, run it again, and it goes on with what is missing.",
      "",
      "A writer may go on meanwhile; then the copy is of a moment in between. To move a log, end"
          + " its writer, or copy with --claim, which ends it; then start it on the copy. Nothing"
          + " is deleted where the log was.",
      ""
    },
    footer = {"", "Example: durability copy --uri file:///data/orders --to s3://bucket/orders"},
    exitCodeListHeading = LogCommand.EXIT_HEADING,
    exitCodeList = {
      LogCommand.EXIT_0,
      LogCommand.EXIT_2 + ", or the copy does not read as it should",
      LogCommand.EXIT_3 + "; or another log is in the place of the copy",
      LogCommand.EXIT_64
    })
final class CopyCommand extends LogCommand {

  @Option(names = "--to", paramLabel = "URI", required = true, description = "Where it is copied.")
  private URI to = URI.create("");

  @Option(
      names = "--to-prefix",
      paramLabel = "FOLDER",
      description = "The folder of the copy inside that place.")
  private @Nullable String toPrefix;

  @Option(
      names = "--to-option",
      paramLabel = "NAME=VALUE",
      description = "A setting of the backend there, as --option is here; may be repeated.")
  private Map<String, String> toOptions = new LinkedHashMap<>();

  @Option(
      names = "--to-option-file",
      paramLabel = "FILE",
      description = "A properties file with settings of the backend there, secrets too.")
  private @Nullable Path toOptionFile;

  @Option(
      names = "--claim",
      description =
          "Claim the log first: its writer is superseded and acknowledges nothing more, so the copy"
              + " has everything.")
  private boolean claim;

  CopyCommand(Console console) {
    super(console);
  }

  @Override
  int run(Directory from) throws IOException {
    Map<String, String> settings = place().settings(toOptions, toOptionFile);
    try (Directory target = place().open(to, toPrefix, settings)) {
      inspect(from);
      if (claim) {
        Log.open(from, Codecs.bytes()).close();
      }
      LogCopy.Result result;
      try (Bars bars = new Bars(console)) {
        result = LogCopy.of(from, target).run(bars::copied, bars::verified);
      }
      tell(from, target, result);
    }
    return Main.EXIT_OK;
  }

  private void tell(Directory from, Directory target, LogCopy.Result result) {
    if (json()) {
      ObjectNode document = Json.document("copy", from);
      document.put("to", target.toString());
      document.put("logId", result.logId().toString());
      document.put("lastId", result.lastId());
      document.put("segments", result.segments());
      document.put("checkpoints", result.checkpoints());
      document.put("bytes", result.bytes());
      document.put("bytesCopied", result.bytesCopied());
      document.put("tornBytes", result.tornBytes());
      print(document);
      return;
    }
    print("directory", from.toString());
    print("to", target.toString());
    print("log", result.logId().toString());
    print("ids", "to " + Amount.of(result.lastId()));
    print(
        "copied",
        Amount.of(result.segments(), "segment", "segments")
            + ", "
            + Amount.of(result.checkpoints(), "checkpoint", "checkpoints")
            + ", "
            + Amount.bytes(result.bytes())
            + (result.bytesCopied() < result.bytes()
                ? ", of which "
                    + Amount.bytes(result.bytes() - result.bytesCopied())
                    + " were there"
                : ""));
    if (result.tornBytes() > 0) {
      print("left out", Amount.bytes(result.tornBytes()) + " of a write that was cut off");
    }
    print("verified", "all of it was read back");
  }

  /** One bar after the other on the same line. */
  private static final class Bars implements AutoCloseable {
    private final Console console;
    private Bar bar;
    private boolean verifying;

    Bars(Console console) {
      this.console = console;
      this.bar = Bar.ofBytes(console, "copy");
    }

    void copied(long bytes, long bytesMax) {
      bar.at(bytes, bytesMax);
    }

    void verified(long bytes, long bytesMax) {
      if (!verifying) {
        verifying = true;
        bar.close();
        bar = Bar.ofBytes(console, "verify");
      }
      bar.at(bytes, bytesMax);
    }

    @Override
    public void close() {
      bar.close();
    }
  }
}
