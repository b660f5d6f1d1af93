package io.durability.testkit.host;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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
import org.jspecify.annotations.Nullable;

/**
 * Another JVM that runs a main class of the tests and talks by lines. It can be stopped and killed.
 * What it prints as errors goes where those of this JVM go.
 *
 * <p>Threads: one at a time.
 */
public final class ChildJvm implements AutoCloseable {

  private static final long WAIT_SECONDS_MAX = 90;
  private static final String OPTIONS = "DURABILITY_CHILD_OPTIONS";

  /** Behind the last line; no line has a line break. */
  private static final String END = "\n";

  private final Process process;
  private final Path scratch;
  private final Thread hearing;
  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private final List<String> all = new ArrayList<>();

  private ChildJvm(Process process, Path scratch) {
    this.process = process;
    this.scratch = scratch;
    hearing = new Thread(this::hear, "child-" + process.pid());
    hearing.setDaemon(true);
    hearing.start();
  }

  /** Starts a main class as it is. */
  public static ChildJvm start(Class<?> main, String... arguments) throws IOException {
    return of(main, arguments).start();
  }

  /** Prepares the start of a main class, with the class path of this JVM unless told otherwise. */
  public static Launch of(Class<?> main, String... arguments) {
    return new Launch(main, List.of(arguments));
  }

  /** How one is started. */
  public static final class Launch {

    private final Class<?> main;
    private final List<String> arguments;
    private List<String> wrapper = List.of();
    private List<String> jvmOptions = List.of();
    private String classPath = System.getProperty("java.class.path");
    private Map<String, String> options = Map.of();

    private Launch(Class<?> main, List<String> arguments) {
      this.main = main;
      this.arguments = arguments;
    }

    /** Starts it through other commands, which take away rights or resources. */
    public Launch through(List<String> commands) {
      wrapper = commands;
      return this;
    }

    /** Gives options to the JVM. */
    public Launch jvmOptions(List<String> added) {
      jvmOptions = added;
      return this;
    }

    /** Takes another class path. */
    public Launch classPath(String other) {
      classPath = other;
      return this;
    }

    /**
     * Gives options of a directory, for {@link ChildJvm#options}; no list of processes shows them.
     */
    public Launch options(Map<String, String> given) {
      options = given;
      return this;
    }

    /** Starts it. */
    public ChildJvm start() throws IOException {
      List<String> command = new ArrayList<>(wrapper);
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
      // What a library unpacks there stays if the child is killed.
      Path scratch = Files.createTempDirectory("child-");
      command.add("-Djava.io.tmpdir=" + scratch);
      command.addAll(jvmOptions);
      command.addAll(List.of("-cp", classPath, main.getName()));
      command.addAll(arguments);
      ProcessBuilder builder = new ProcessBuilder(command);
      Properties properties = new Properties();
      properties.putAll(options);
      StringWriter text = new StringWriter();
      properties.store(text, null);
      builder.environment().put(OPTIONS, text.toString());
      Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
      return new ChildJvm(process, scratch);
    }
  }

  /** Returns the options that the parent gave, in the child. */
  public static Map<String, String> options() throws IOException {
    Properties properties = new Properties();
    properties.load(new StringReader(System.getenv(OPTIONS)));
    Map<String, String> options = new HashMap<>();
    properties
        .stringPropertyNames()
        .forEach(name -> options.put(name, properties.getProperty(name)));
    return options;
  }

  private void hear() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        heard.add(line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      heard.add(END);
    }
  }

  /**
   * Waits for the next line.
   *
   * @return the line, or empty text when the child has closed its output
   * @throws AssertionError if nothing comes for long
   */
  public String line() {
    String line = next();
    return line == null ? "" : line;
  }

  /** Waits for a line like this; the ones before it are kept for {@link #lines}. */
  public String await(Predicate<String> wanted) {
    for (String line = next(); line != null; line = next()) {
      if (wanted.test(line)) {
        return line;
      }
    }
    throw new AssertionError("the child did not say what was expected, but " + all);
  }

  /** Returns the next line, or null at the end, as often as it is asked for. */
  private @Nullable String next() {
    String line;
    try {
      line = heard.poll(WAIT_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted while a child was heard", e);
    }
    if (line == null) {
      throw new AssertionError("the child says nothing; before it said " + all);
    }
    if (line.equals(END)) {
      heard.add(END);
      return null;
    }
    all.add(line);
    return line;
  }

  /** Returns all lines so far, also those that nobody waited for. */
  public List<String> lines() {
    heard.drainTo(all);
    if (all.remove(END)) {
      heard.add(END);
    }
    return List.copyOf(all);
  }

  /** Tells whether it has not ended. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Stops it in the midst of whatever it does: {@code SIGSTOP}. */
  public void stop() throws IOException {
    HostCommand.run("kill", "-STOP", Long.toString(process.pid()));
  }

  /** Lets it go on: {@code SIGCONT}. */
  public void goOn() throws IOException {
    HostCommand.run("kill", "-CONT", Long.toString(process.pid()));
  }

  /** Lets one that waits for input come to its end, and waits for that. */
  public void finish() throws IOException {
    process.outputWriter(StandardCharsets.UTF_8).close();
    awaitEnd();
  }

  /**
   * Waits for its end, and until everything that it said is heard.
   *
   * @return its exit code
   * @throws AssertionError if it does not end for long
   */
  public int awaitEnd() {
    try {
      if (!process.waitFor(WAIT_SECONDS_MAX, TimeUnit.SECONDS)) {
        throw new AssertionError("the child does not end; it said " + lines());
      }
      hearing.join(TimeUnit.SECONDS.toMillis(WAIT_SECONDS_MAX));
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted while a child was waited for", e);
    }
    return process.exitValue();
  }

  /** Ends it as a crash would, without any of its own code. What it said can still be read. */
  public void kill() {
    // Process.destroyForcibly would also close our end of the pipe, with lines in it.
    process.toHandle().destroyForcibly();
    process.onExit().join();
  }

  /** Kills it, if it has not ended, and removes its temporary files. */
  @Override
  public void close() {
    kill();
    if (Files.exists(scratch)) {
      try {
        Folders.remove(scratch);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
