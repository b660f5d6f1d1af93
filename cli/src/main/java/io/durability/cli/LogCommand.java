package io.durability.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.durability.LogInspection;
import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.errors.NotFoundException;
import io.durability.storage.Directory;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A command on one log: opens its directory, and closes it afterwards. */
abstract class LogCommand implements Callable<Integer> {

  static final String EXIT_HEADING = "%nExit codes:%n";
  static final String EXIT_0 = "0:it was done";
  static final String EXIT_2 = "2:something that had been durable is damaged or missing";
  static final String EXIT_3 = "3:the log cannot be reached, is not there, or it cannot be done";
  static final String EXIT_64 = "64:the command line is wrong";

  final Console console;

  @Mixin private Place place = new Place();

  @Option(
      names = "--json",
      description = "Write JSON, with names that stay; docs/CLI.md describes it.")
  private boolean json;

  LogCommand(Console console) {
    this.console = console;
  }

  @Override
  public final Integer call() throws IOException {
    check();
    try (Directory directory = place.open()) {
      return run(directory);
    }
  }

  /** Checks the options of this command, before anything is opened. */
  void check() {}

  /** Does it, and returns the exit code. */
  abstract int run(Directory directory) throws IOException;

  final Place place() {
    return place;
  }

  final boolean json() {
    return json;
  }

  /**
   * Looks at the log.
   *
   * @throws NotFoundException if there is none: a place that was misspelt must not pass for a good
   *     log
   */
  static LogInspection inspect(Directory directory) throws DurabilityException {
    LogInspection inspection = LogInspection.of(directory);
    if (!inspection.exists()) {
      throw new NotFoundException(
          "there is no log here, expected=files under wal/, found=none", Location.of(directory));
    }
    return inspection;
  }

  /** Writes a JSON document. */
  final void print(ObjectNode document) {
    console.out().println(Json.pretty(document));
  }

  /** Writes one line of what was found, under a name. */
  final void print(String name, String value) {
    String padded = String.format(Locale.ROOT, "%-12s", name);
    console.out().println(console.styled("bold", padded) + value);
  }
}
