package io.durability.it.emulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A server that runs as a child of this process, on 127.0.0.1, with its output in a file. It ends
 * with this process; one that ends by itself is reported with the last lines it wrote.
 */
final class ChildServer implements AutoCloseable {

  private static final long START_MILLIS_MAX = 120_000;
  private static final long POLL_MILLIS = 50;
  private static final long STOP_SECONDS_MAX = 5;
  private static final int TAIL_CHARS = 4_000;

  private final String name;
  private final Process process;
  private final Path log;
  private final Thread hook;

  private ChildServer(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
    // By handle: a process that another one has meanwhile got the number of is not touched.
    this.hook = new Thread(() -> kill(process), "stop-" + name);
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Returns a port of 127.0.0.1 that nobody listens on now. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /**
   * Starts a server and waits until it says that it is ready.
   *
   * @param ready tells from its output so far whether it is
   * @throws IOException if it ends, or does not become ready in time; with the end of its output
   */
  static ChildServer start(
      String name,
      List<String> command,
      Map<String, String> environment,
      Path logs,
      Predicate<String> ready)
      throws IOException {
    Files.createDirectories(logs);
    Path log = Files.createTempFile(logs, name + "-", ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.to(log.toFile()));
    builder.environment().putAll(environment);
    ChildServer server = new ChildServer(name, builder.start(), log);
    try {
      server.awaitReady(ready);
    } catch (IOException e) {
      server.stop();
      throw e;
    }
    return server;
  }

  private void awaitReady(Predicate<String> ready) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(START_MILLIS_MAX);
    while (!ready.test(output())) {
      try {
        if (process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
          throw new IOException(
              name + " ended at its start with " + process.exitValue() + ": " + tail());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while " + name + " started", e);
      }
      if (System.nanoTime() - deadline > 0) {
        throw new IOException(name + " did not become ready: " + tail());
      }
    }
  }

  /** Tells whether it still runs. */
  boolean isAlive() {
    return process.isAlive();
  }

  private String output() throws IOException {
    return new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
  }

  private String tail() throws IOException {
    String all = output();
    return all.substring(Math.max(0, all.length() - TAIL_CHARS)) + System.lineSeparator() + log;
  }

  /**
   * Ends it and waits for its end.
   *
   * @throws IllegalStateException if it had ended by itself
   */
  @Override
  public void close() {
    boolean alive = process.isAlive();
    stop();
    if (!alive) {
      try {
        throw new IllegalStateException(name + " had ended before its time: " + tail());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void stop() {
    kill(process);
    if (Thread.currentThread() != hook) {
      Runtime.getRuntime().removeShutdownHook(hook);
    }
  }

  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
