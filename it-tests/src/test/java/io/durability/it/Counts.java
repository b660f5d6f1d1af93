package io.durability.it;

import io.durability.testkit.Effort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** How much tests do: a little in every build, all of it when {@code DURABILITY_FULL} is true. */
final class Counts {

  private static final Map<String, Integer> SUMS = new HashMap<>();

  private Counts() {}

  static int of(int usual, int full) {
    return Effort.isFull() ? full : usual;
  }

  /** Adds to a number that is kept for the checks. */
  static synchronized void add(String name, int count) throws IOException {
    int sum = SUMS.merge(name, count, Integer::sum);
    figure(name, Integer.toString(sum));
  }

  /** Keeps a figure for the checks, and shows it. */
  static void figure(String name, String text) throws IOException {
    Path folder = Path.of("target", "figures");
    Files.createDirectories(folder);
    Files.writeString(folder.resolve(name + ".txt"), text + System.lineSeparator());
    System.out.println(name + ": " + text);
  }
}
