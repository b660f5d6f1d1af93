package io.durability.rocksdb;

import io.durability.errors.DurabilityException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Takes the lock of a database, says so, and keeps it until it is killed. */
final class LockHolder {

  private LockHolder() {}

  public static void main(String[] arguments) throws IOException {
    try (RocksDirectory directory = RocksDirectory.open(Path.of(arguments[0]))) {
      try {
        directory.delete(List.of());
        System.out.println("held");
      } catch (DurabilityException e) {
        System.out.println(e.getClass().getSimpleName() + " " + e.getMessage());
      }
      while (System.in.read() >= 0) {
        // Waits.
      }
    }
  }
}
