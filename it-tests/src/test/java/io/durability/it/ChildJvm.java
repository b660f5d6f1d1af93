package io.durability.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Another JVM with the class path of this one, whose lines can be heard and which can be stopped.
 */
final class ChildJvm implements AutoCloseable {

  private static final long WAIT_SECONDS_MAX = 90;
  private static final String OPTIONS = "DURABILITY_CHILD_OPTIONS";

  private final Process process;
  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private final List<String> all = new ArrayList<>();

  private ChildJvm(Process process) {
    this.process = process;
    Thread reader = new Thread(this::hear, "child-" + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts one.
   *
   * @param options of a directory; not shown in the list of processes
   */
  static ChildJvm start(
      Class<?> main, List<String> jvmArguments, Map<String, String> options, String... arguments)
      throws IOException {
    String classPath = System.getProperty("java.class.path");
    return start(classPath, main, jvmArguments, options, arguments);
  }

  /** Starts one with another class path. */
  static ChildJvm start(
      String classPath,
      Class<?> main,
      List<String> jvmArguments,
      Map<String, String> options,
      String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(jvmArguments);
    command.addAll(List.of("-cp", classPath, main.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    Properties properties = new Properties();
    properties.putAll(options);
    StringWriter text = new StringWriter();
    properties.store(text, null);
    builder.environment().put(OPTIONS, text.toString());
    return new ChildJvm(builder.redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  /** Returns the options that the parent gave, in the child. */
  static Map<String, String> options() throws IOException {
    Properties properties = new Properties();
    properties.load(new StringReader(System.getenv(OPTIONS)));
    Map<String, String> options = new HashMap<>();
    properties
        .stringPropertyNames()
        .forEach(name -> options.put(name, properties.getProperty(name)));
    return options;
  }

  private void hear() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        heard.add(line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for a line; the ones before it are kept. */
  String await(Predicate<String> wanted) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS_MAX);
    while (true) {
      String line = heard.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (line == null) {
        throw new AssertionError("the child did not say what was expected, but " + all);
      }
      all.add(line);
      if (wanted.test(line)) {
        return line;
      }
    }
  }

  /** Returns all lines so far, also those that nobody waited for. */
  List<String> lines() {
    heard.drainTo(all);
    return List.copyOf(all);
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Stops it in the midst of whatever it does: {@code SIGSTOP}. */
  void stop() throws IOException, InterruptedException {
    signal("STOP");
  }

  /** Lets it go on: {@code SIGCONT}. */
  void goOn() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    Process kill =
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).inheritIO().start();
    if (kill.waitFor() != 0) {
      throw new IOException("kill -" + name + " failed");
    }
  }

  /** Waits for its end and returns its exit code. */
  int awaitEnd() throws InterruptedException {
    if (!process.waitFor(WAIT_SECONDS_MAX, TimeUnit.SECONDS)) {
      throw new AssertionError("the child does not end; it said " + lines());
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
