package io.durability.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.durability.errors.CorruptException;
import io.durability.errors.DurabilityException;
import io.durability.examples.demo.DemoException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import java.util.Locale;

/**
 * Why a command could not do what it was asked.
 *
 * @param kind one word for each reaction that there is
 * @param cause what says what, where, expected and found
 */
record Failure(String kind, Throwable cause) {

  private static final String UNEXPECTED = "unexpected";

  static Failure of(Throwable cause) {
    return new Failure(kind(cause), cause);
  }

  int exitCode() {
    return cause instanceof CorruptException ? Main.EXIT_CORRUPT : Main.EXIT_FAILED;
  }

  /**
   * Prints it in one line.
   *
   * @param json whether as a JSON object
   * @param verbose whether the stack trace follows
   */
  void print(PrintWriter err, boolean json, boolean verbose) {
    err.println(json ? Json.line(json()) : "durability: " + kind + ": " + text());
    if (verbose) {
      cause.printStackTrace(err);
    }
    err.flush();
  }

  private ObjectNode json() {
    ObjectNode error = Json.object();
    error.put("kind", kind).put("message", text());
    if (cause instanceof DurabilityException failure) {
      Json.put(error, failure.location());
    }
    if (cause instanceof CorruptException corrupt) {
      corrupt.expected().ifPresent(expected -> error.put("expected", expected));
      corrupt.found().ifPresent(found -> error.put("found", found));
    }
    ObjectNode line = Json.object();
    line.set("error", error);
    return line;
  }

  private String text() {
    String message = String.valueOf(cause.getMessage());
    if (cause instanceof FileSystemException file) {
      // Its message is mostly no more than the name; what went wrong is its type.
      String reason = file.getReason();
      message =
          (reason == null ? word(cause.getClass().getSimpleName()) : reason)
              + " [file="
              + file.getFile()
              + "]";
    } else if (kind.equals(UNEXPECTED)) {
      message = cause + "; see --verbose";
    }
    return message.replaceAll("\\R\\s*", " ");
  }

  /** Returns the name of a type in words: {@code condition not met}, for instance. */
  private static String word(String type) {
    return type.replace("Exception", "")
        .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
        .toLowerCase(Locale.ROOT);
  }

  private static String kind(Throwable cause) {
    if (cause instanceof DurabilityException) {
      return word(cause.getClass().getSimpleName());
    }
    if (cause instanceof DemoException) {
      return "demo";
    }
    return cause instanceof IOException ? "file" : UNEXPECTED;
  }
}
