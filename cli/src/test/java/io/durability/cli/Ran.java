package io.durability.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Ansi;

/**
 * What a command did, run in this JVM.
 *
 * @param exitCode its exit code
 * @param out what it wrote
 * @param err what it wrote as errors
 */
record Ran(int exitCode, String out, String err) {

  static Ran run(String... args) {
    return run(Ansi.OFF, true, args);
  }

  static Ran run(Ansi ansi, boolean unicode, String... args) {
    return run(ansi, unicode, null, args);
  }

  /** Runs a command while somebody is at the terminal who gives an answer. */
  static Ran answering(String answer, String... args) {
    return run(Ansi.OFF, true, question -> answer, args);
  }

  private static Ran run(Ansi ansi, boolean unicode, @Nullable Prompt prompt, String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Console console =
        new Console(new PrintWriter(out), new PrintWriter(err), ansi, unicode, prompt);
    int exitCode = Main.run(console, args);
    return new Ran(exitCode, out.toString(), err.toString());
  }

  /** Returns the one document that it wrote. */
  JsonNode json() {
    List<JsonNode> documents = jsonLines();
    if (documents.size() != 1) {
      throw new AssertionError("one document expected, found " + documents.size() + ": " + out);
    }
    return documents.get(0);
  }

  /** Returns the documents that it wrote, nothing between them. */
  List<JsonNode> jsonLines() {
    return parse(out);
  }

  /** Returns the error that it told as JSON. */
  JsonNode jsonError() {
    return parse(err).get(0).get("error");
  }

  private static List<JsonNode> parse(String text) {
    try (MappingIterator<JsonNode> values =
        new ObjectMapper().readerFor(JsonNode.class).readValues(text)) {
      return values.readAll();
    } catch (IOException e) {
      throw new AssertionError("no JSON: " + text, e);
    }
  }

  String lastLine() {
    String text = out.stripTrailing();
    return text.substring(text.lastIndexOf('\n') + 1);
  }
}
