package io.durability.mutants;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A JVM of its own in which the classes of a mutant stand before those of the code as it is: for
 * tools that don't look for classes in a loader of ours.
 */
final class MutantProcess {

  private MutantProcess() {}

  /**
   * How such a process ended.
   *
   * @param code its exit code
   * @param output what it printed, normally or as an error
   */
  record End(int code, String output) {}

  /**
   * Runs a main class, and waits.
   *
   * @param mutant what is broken, or null for the code as it is
   * @param arguments of the JVM, the main class and its own; the class path is added
   * @throws AssertionError if it takes too long
   */
  static End run(@Nullable Mutant mutant, List<String> arguments, long patienceSeconds)
      throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("durability-mutant-");
    Path output = folder.resolve("output.txt");
    try {
      Path classes = folder.resolve("classes");
      if (mutant != null) {
        MutantLoader.write(mutant, classes);
      }
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.add("-ea");
      command.add("-cp");
      command.add(
          classes + System.getProperty("path.separator") + System.getProperty("java.class.path"));
      command.addAll(arguments);
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      try {
        if (!process.waitFor(patienceSeconds, TimeUnit.SECONDS)) {
          throw new AssertionError(
              mutant
                  + ": "
                  + arguments
                  + " still running after "
                  + patienceSeconds
                  + " s\n"
                  + text(output));
        }
        return new End(process.exitValue(), text(output));
      } finally {
        process.destroyForcibly();
      }
    } finally {
      remove(folder);
    }
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file);
  }

  /** Removes a folder and what is in it. */
  static void remove(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      all.sorted(Comparator.reverseOrder())
          .forEach(
              path -> {
                try {
                  Files.delete(path);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }
}
