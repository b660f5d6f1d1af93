package io.durability.cli;

import io.durability.Log;
import io.durability.fs.FsDirectory;
import io.durability.storage.Directory;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A writer in a process of its own, which appends what it is told to. */
final class LiveWriter implements AutoCloseable {

  private static final String READY = "ready";

  private final Process process;
  private final BufferedWriter orders;
  private final BufferedReader answers;

  private LiveWriter(Process process) {
    this.process = process;
    this.orders = process.outputWriter(StandardCharsets.UTF_8);
    this.answers = process.inputReader(StandardCharsets.UTF_8);
  }

  /** Starts it; on return the log is written, and the writer waits. */
  static LiveWriter start(Path folder) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                LiveWriter.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    LiveWriter writer = new LiveWriter(process);
    writer.expectReady();
    return writer;
  }

  /** Appends an entry durably. */
  void append(String entry) {
    try {
      orders.write(entry);
      orders.newLine();
      orders.flush();
      expectReady();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void expectReady() throws IOException {
    String answer = answers.readLine();
    if (!READY.equals(answer)) {
      throw new IOException("the writer says [expected=" + READY + ", found=" + answer + "]");
    }
  }

  @Override
  public void close() throws IOException {
    // The end of its input ends it.
    orders.close();
    process.onExit().join();
  }

  /** The process: writes the log, then each line that it is told. */
  public static void main(String[] args) throws IOException {
    try (Directory directory = FsDirectory.open(Path.of(args[0]));
        Log<String> log = OrdersLog.write(directory);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      System.out.println(READY);
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        log.appendDurable(line);
        System.out.println(READY);
      }
    }
  }
}
