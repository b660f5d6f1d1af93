package io.durability.testkit.objectstore;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** The bars that figures must reach, from benchmarks/targets.properties. */
final class Targets {

  private static final Path FILE = Path.of("..", "benchmarks", "targets.properties");

  private final Properties values = new Properties();

  private Targets() {}

  static Targets read() {
    Targets targets = new Targets();
    try (Reader reader = Files.newBufferedReader(FILE)) {
      targets.values.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return targets;
  }

  double get(String name) {
    String value = values.getProperty(name);
    if (value == null) {
      throw new IllegalStateException("no target [name=" + name + ", file=" + FILE + "]");
    }
    return Double.parseDouble(value.strip());
  }
}
