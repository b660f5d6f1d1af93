package io.durability.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A fresh folder on local disk, for a demo that was not told where to go. */
final class DemoFolder {

  private static final String NAME = "durability-demo-";

  private final Path path;

  private DemoFolder(Path path) {
    this.path = path;
  }

  /** Creates a folder for temporary files; where those are kept in memory, one beside us. */
  static DemoFolder create() throws IOException {
    Path folder = Files.createTempDirectory(NAME);
    if (Files.getFileStore(folder).type().equals("tmpfs")) {
      Files.delete(folder);
      folder = Files.createTempDirectory(Path.of("").toAbsolutePath(), NAME);
    }
    return new DemoFolder(folder);
  }

  Path path() {
    return path;
  }

  boolean isEmpty() throws IOException {
    try (Stream<Path> found = Files.list(path)) {
      return found.findAny().isEmpty();
    }
  }

  /** Deletes the folder and what is in it. */
  void delete() throws IOException {
    List<Path> all;
    try (Stream<Path> found = Files.walk(path)) {
      all = found.sorted(Comparator.reverseOrder()).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    for (Path file : all) {
      Files.delete(file);
    }
  }
}
