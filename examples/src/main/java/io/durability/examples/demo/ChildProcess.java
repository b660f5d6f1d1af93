package io.durability.examples.demo;

import io.durability.testkit.host.Folders;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * The parent's hold of a child: starts it, lets it go, hears its signals, kills it.
 *
 * <p>A child takes a while to start, so it is started ahead and waits.
 */
final class ChildProcess implements AutoCloseable {

  /** The variable of the environment in which a child finds the settings of the backend. */
  static final String OPTIONS = "DURABILITY_DEMO_OPTIONS";

  private final Process process;

  /** For what a library unpacks: it would stay when the child is killed. */
  private final Path scratch;

  private ChildProcess(Process process, Path scratch) {
    this.process = process;
    this.scratch = scratch;
  }

  static ChildProcess start(DemoSettings settings, int round) throws IOException {
    Path scratch = Files.createTempDirectory("durability-demo-child-");
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            // A child lives for half a second: what counts is how soon it is at work.
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xshare:auto",
            "-Xmx256m",
            "-Djava.io.tmpdir=" + scratch,
            "-cp",
            System.getProperty("java.class.path"),
            Child.class.getName(),
            settings.uri().toString(),
            Integer.toString(round),
            Long.toString(settings.seed()),
            Integer.toString(settings.threads()),
            Storage.of(round, settings.sabotage()).name());
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    // Not as arguments: those are shown to everybody on the machine.
    builder.environment().put(OPTIONS, ChildOptions.write(settings.options()));
    return new ChildProcess(builder.start(), scratch);
  }

  /** Lets the child begin. */
  void go() throws IOException {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
  }

  /**
   * Hands on every signal, in order, until the child is dead and its pipe is empty.
   *
   * @throws IllegalArgumentException if the child said something that is no signal
   */
  void hear(Consumer<Signal> signals) throws IOException {
    Reader text = new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII);
    WholeLines lines = new WholeLines(new BufferedReader(text));
    for (String line = lines.next(); line != null; line = lines.next()) {
      signals.accept(Signal.parse(line));
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Kills the child as {@code kill -9} does. What it has written to the pipe stays readable. */
  void kill() {
    // Process.destroyForcibly would also close our end of the pipe, with acks in it.
    process.toHandle().destroyForcibly();
  }

  /** Waits for the child's end, and returns its exit code. */
  int awaitEnd() throws InterruptedException {
    return process.waitFor();
  }

  /** Kills the child, if it has not ended, waits for that, and removes its temporary files. */
  @Override
  public void close() throws IOException {
    kill();
    process.onExit().join();
    Folders.remove(scratch);
  }
}
