package io.durability.rocksdb;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.durability.errors.Location;
import io.durability.errors.UnavailableException;
import io.durability.errors.UnsupportedException;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDB;

/**
 * The options that a caller has opened a database with, as RocksDB itself notes them in its folder;
 * an open database does not tell them.
 */
final class OpenOptions {

  /**
   * For each option that can cost acknowledged data, the values under which it does not. RocksDB
   * itself gives up recycled log files in these recovery modes; a later one may not.
   */
  private static final Map<String, Set<String>> SAFE =
      Map.of(
          "wal_recovery_mode", Set.of("kTolerateCorruptedTailRecords", "kAbsoluteConsistency"),
          "recycle_log_file_num", Set.of("0"),
          "paranoid_checks", Set.of("true"),
          "best_efforts_recovery", Set.of("false"));

  private OpenOptions() {}

  /**
   * Refuses a database that is opened with options under which damage drops acknowledged data
   * without a word.
   */
  static void check(RocksDB database, String label)
      throws UnsupportedException, UnavailableException {
    Map<String, String> found;
    try {
      found = read(Path.of(database.getName()));
    } catch (IOException e) {
      throw new UnavailableException("options of the database not read", Location.of(label), e);
    }
    for (Map.Entry<String, Set<String>> safe : SAFE.entrySet()) {
      String value = found.get(safe.getKey());
      if (value == null || !safe.getValue().contains(value)) {
        throw new UnsupportedException(
            "database is open with an option that can lose acknowledged data, "
                + safe.getKey()
                + ", expected=one of "
                + safe.getValue().stream().sorted().toList()
                + ", found="
                + value,
            Location.of(label));
      }
    }
  }

  private static Map<String, String> read(Path folder) throws IOException {
    @Nullable Path newest = null;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "OPTIONS-[0-9]*[0-9]")) {
      for (Path file : files) {
        if (newest == null || number(file) > number(newest)) {
          newest = file;
        }
      }
    }
    Map<String, String> found = new HashMap<>();
    for (String line : newest == null ? List.<String>of() : lines(newest)) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        // Of options of several sections the first counts: those of the database come first.
        found.putIfAbsent(line.substring(0, equals).strip(), line.substring(equals + 1).strip());
      }
    }
    return found;
  }

  private static List<String> lines(Path file) throws IOException {
    // Not a channel, which an interrupt would close.
    try (FileInputStream in = new FileInputStream(file.toFile())) {
      return new String(in.readAllBytes(), UTF_8).lines().toList();
    }
  }

  private static long number(Path file) {
    return Long.parseLong(String.valueOf(file.getFileName()).substring("OPTIONS-".length()));
  }
}
