package io.durability.testkit.host;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;

/** A command of the system, run to its end. */
final class HostCommand {

  private HostCommand() {}

  /**
   * Runs a command.
   *
   * @throws IOException if there is no such command, or it fails: with what it said
   */
  static void run(String... command) throws IOException {
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new IOException("tool missing: " + command[0], e);
    }
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    int status = process.onExit().join().exitValue();
    if (status != 0) {
      throw new IOException(String.join(" ", command) + " failed with " + status + ": " + output);
    }
  }
}
