package io.durability.testkit.objectstore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Puts what a test has measured where the checks find it. */
final class Figures {

  private static final Path FOLDER = Path.of("target", "figures");

  private Figures() {}

  static void write(String name, List<String> lines) throws IOException {
    Files.createDirectories(FOLDER);
    Files.write(FOLDER.resolve(name + ".txt"), lines);
  }
}
