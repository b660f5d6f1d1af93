package io.durability.mutants;

import java.util.List;
import java.util.stream.Stream;

/** All mutants. To add one: its name, who is to notice, the file, and what is replaced by what. */
final class Mutants {

  private Mutants() {}

  static List<Mutant> all() {
    return Stream.of(
            WriterMutants.all(),
            ClaimMutants.all(),
            PublishMutants.all(),
            ReadMutants.all(),
            DiskMutants.all())
        .flatMap(List::stream)
        .toList();
  }

  /** Returns the path of a source file of the engine. */
  static String log(String type) {
    return "core/src/main/java/io/durability/internal/log/" + type + ".java";
  }

  /** Returns the path of a source file of the local disk. */
  static String fs(String type) {
    return "backend-fs/src/main/java/io/durability/fs/" + type + ".java";
  }
}
