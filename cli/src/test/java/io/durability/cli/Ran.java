package io.durability.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
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
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Console console = new Console(new PrintWriter(out), new PrintWriter(err), ansi, unicode);
    int exitCode = Main.run(console, args);
    return new Ran(exitCode, out.toString(), err.toString());
  }

  String lastLine() {
    String text = out.stripTrailing();
    return text.substring(text.lastIndexOf('\n') + 1);
  }
}
