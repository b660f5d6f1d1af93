package io.durability.fs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A mounted file system, for as long as a test runs. Where mounting is not allowed this fails, and
 * so does the test: one that was not run must be seen.
 */
final class Mount implements AutoCloseable {

  private final Path place;

  private Mount(Path place) {
    this.place = place;
  }

  /** Mounts an empty file system in memory that takes this many bytes. */
  static Mount small(Path place, int bytes) throws IOException {
    Files.createDirectories(place);
    run("mount", "-t", "tmpfs", "-o", "size=" + bytes + ",mode=0700", "tmpfs", place.toString());
    return new Mount(place);
  }

  /** Mounts a folder at a second place. */
  static Mount bind(Path folder, Path place) throws IOException {
    Files.createDirectories(place);
    run("mount", "--bind", folder.toString(), place.toString());
    return new Mount(place);
  }

  Path place() {
    return place;
  }

  /** Refuses changes from now on, while nothing is open for writing. */
  void readOnly() throws IOException {
    run("mount", "-o", "remount,bind,ro", place.toString());
  }

  @Override
  public void close() throws IOException {
    run("umount", place.toString());
  }

  private static void run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    int status = process.onExit().join().exitValue();
    if (status != 0) {
      List<String> shown = new ArrayList<>(List.of(command));
      throw new IOException(String.join(" ", shown) + " failed with " + status + ": " + output);
    }
  }
}
