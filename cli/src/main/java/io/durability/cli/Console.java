package io.durability.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Ansi;

/**
 * Where a command writes.
 *
 * @param out what was asked for
 * @param err what went wrong
 * @param ansi whether colours are wanted, and a line may be written over
 * @param unicode whether more than ASCII can be shown
 * @param prompt asks the user, or null if nobody is there to answer
 */
record Console(
    PrintWriter out, PrintWriter err, Ansi ansi, boolean unicode, @Nullable Prompt prompt) {

  /** Returns the console of this process; plain if it is not a terminal. */
  static Console system() {
    Charset charset = charset();
    return new Console(
        writer(FileDescriptor.out, charset),
        writer(FileDescriptor.err, charset),
        Ansi.AUTO,
        charset.newEncoder().canEncode('✓'),
        Prompt.system());
  }

  boolean isTerminal() {
    return ansi.enabled();
  }

  /** Returns text in a style of picocli's, such as {@code bold} or {@code fg(green)}. */
  String styled(String style, String text) {
    return text.isEmpty() ? text : ansi.string("@|" + style + " " + text + "|@");
  }

  private static PrintWriter writer(FileDescriptor file, Charset charset) {
    return new PrintWriter(new FileOutputStream(file), true, charset);
  }

  /** What the terminal shows: told since JDK 18; on 17, what the system uses. */
  private static Charset charset() {
    String name = System.getProperty("stdout.encoding", System.getProperty("native.encoding", ""));
    return Charset.isSupported(name.isEmpty() ? "?" : name)
        ? Charset.forName(name)
        : StandardCharsets.US_ASCII;
  }
}
