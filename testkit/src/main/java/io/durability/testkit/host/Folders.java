package io.durability.testkit.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Folders that are there for one test or measurement. */
public final class Folders {

  private Folders() {}

  /** Removes a folder and what is in it; nothing may write there any more. */
  public static void remove(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder).sorted(Comparator.reverseOrder())) {
      for (Path path : all.toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
