package io.durability.fs;

import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.storage.Condition;
import io.durability.storage.FileName;
import io.durability.storage.FileReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Opens readers until the process may open no more files, then gives them back. */
final class DescriptorHog {

  /** Above what any limit is set to: then the limit was not met, and the parent sees it. */
  private static final int READERS_MAX = 1_100_000;

  private DescriptorHog() {}

  public static void main(String[] arguments) throws IOException {
    FileName file = FileName.of("file");
    // Loads the classes of the failure, for which no file could be opened later.
    failure(Failures.of("x", Location.of("x"), new FileSystemException("x", null, "x")));
    try (FsDirectory directory = FsDirectory.open(Path.of(arguments[0]))) {
      directory.write(file, ByteBuffer.allocate(1), Condition.none());
      List<FileReader> readers = new ArrayList<>();
      try {
        while (readers.size() < READERS_MAX) {
          readers.add(directory.open(file));
        }
      } catch (DurabilityException e) {
        System.out.println("refused " + failure(e));
      }
      for (FileReader reader : readers) {
        reader.close();
      }
      directory.write(file, ByteBuffer.allocate(2), Condition.none());
      directory.append(FileName.of("wal/1")).close();
      if (directory.list("").size() == 2) {
        System.out.println("usable again");
      }
    }
  }

  private static String failure(DurabilityException e) {
    String known = "Too many open files";
    return e.getClass().getSimpleName() + ": " + (e.getMessage().contains(known) ? known : "");
  }
}
