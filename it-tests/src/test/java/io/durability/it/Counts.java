package io.durability.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much tests do: a little in every build, all of it when {@code DURABILITY_FULL} is true. */
final class Counts {

  private Counts() {}

  static int of(int usual, int full) {
    return "true".equals(System.getenv("DURABILITY_FULL")) ? full : usual;
  }

  /** Keeps a figure for the checks, and shows it. */
  static void figure(String name, String text) throws IOException {
    Path folder = Path.of("target", "figures");
    Files.createDirectories(folder);
    Files.writeString(folder.resolve(name + ".txt"), text + System.lineSeparator());
    System.out.println(name + ": " + text);
  }
}
