package io.durability.fs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A second process that runs a main class of the tests and talks by lines. */
final class ChildJvm implements AutoCloseable {

  private final Process process;
  private final BufferedReader output;

  ChildJvm(Class<?> main, String... arguments) throws IOException {
    this(List.of(), main, arguments);
  }

  /**
   * Starts the child through other commands, which take away rights or resources.
   *
   * @param wrapper what comes before {@code java} on the command line
   */
  ChildJvm(List<String> wrapper, Class<?> main, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(wrapper);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx64m", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    output = process.inputReader(UTF_8);
  }

  /** Returns the next line that the child prints, or "" at its end. */
  String line() throws IOException {
    String line = output.readLine();
    return line == null ? "" : line;
  }

  /** Lets a child that waits for input come to its end. */
  void finish() throws IOException, InterruptedException {
    process.outputWriter(UTF_8).close();
    process.waitFor();
  }

  /** Sends a signal by its name, such as {@code STOP}. */
  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  /** Ends the child as a crash would, without any of its own code. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  @Override
  public void close() {
    kill();
  }
}
