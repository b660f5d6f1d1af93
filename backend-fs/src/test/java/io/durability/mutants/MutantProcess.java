package io.durability.mutants;

import io.durability.concurrency.OwnJvm;
import io.durability.testkit.host.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
      Folders.remove(classes);
    }
  }
}
