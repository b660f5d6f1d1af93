package io.durability.mutants;

import io.durability.concurrency.OwnJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A JVM of its own in which the classes of a mutant stand before those of the code as it is: for
 * tools that don't look for classes in a loader of ours.
 */
final class MutantProcess {

  private MutantProcess() {}

  /**
   * Runs a main class, and waits.
   *
   * @param mutant what is broken, or null for the code as it is
   * @param arguments of the JVM, the main class and its own; the class path is added
   * @throws AssertionError if it takes too long
   */
  static OwnJvm.End run(@Nullable Mutant mutant, List<String> arguments, long patienceSeconds)
      throws IOException, InterruptedException {
    Path classes = Files.createTempDirectory("durability-mutant-");
    try {
      if (mutant != null) {
        MutantLoader.write(mutant, classes);
      }
      return OwnJvm.run(List.of(classes), arguments, patienceSeconds);
    } finally {
      remove(classes);
    }
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
