package io.durability.rocksdb;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The settings of a {@link RocksDirectory}.
 *
 * @param columnFamily the column family that holds the files
 * @param writeBufferBytes how much is held in memory, and in RocksDB's write-ahead log, before it
 *     becomes a table file
 * @param reclaimBytes how much is deleted before a compaction gives the space back
 * @param synced always, but where a test shows what is lost otherwise
 */
record RocksOptions(String columnFamily, long writeBufferBytes, long reclaimBytes, boolean synced) {

  static final String COLUMN_FAMILY = "columnFamily";
  static final String WRITE_BUFFER_BYTES = "writeBufferBytes";
  static final String RECLAIM_BYTES = "reclaimBytes";

  static final long WRITE_BUFFER_BYTES_MIN = 1L << 16;
  static final long WRITE_BUFFER_BYTES_MAX = 1L << 30;
  static final long RECLAIM_BYTES_MIN = 1L << 16;
  static final long RECLAIM_BYTES_MAX = 1L << 40;

  /** The settings that hold when none is given. */
  static final RocksOptions DEFAULTS = new RocksOptions("durability", 16L << 20, 64L << 20, true);

  private static final Set<String> NAMES = Set.of(COLUMN_FAMILY, WRITE_BUFFER_BYTES, RECLAIM_BYTES);

  /**
   * Reads settings by name.
   *
   * @param known those that make sense here
   * @throws IllegalArgumentException if a name is unknown or a value malformed
   */
  static RocksOptions parse(Map<String, String> options, Set<String> known) {
    TreeSet<String> unknown = new TreeSet<>(options.keySet());
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "option unknown [expected=" + new TreeSet<>(known) + ", found=" + unknown + "]");
    }
    return new RocksOptions(
        family(options),
        bytes(
            options,
            WRITE_BUFFER_BYTES,
            DEFAULTS.writeBufferBytes,
            WRITE_BUFFER_BYTES_MIN,
            WRITE_BUFFER_BYTES_MAX),
        bytes(options, RECLAIM_BYTES, DEFAULTS.reclaimBytes, RECLAIM_BYTES_MIN, RECLAIM_BYTES_MAX),
        true);
  }

  /** Reads the settings of a database of the directory's own. */
  static RocksOptions parse(Map<String, String> options) {
    return parse(options, NAMES);
  }

  /** Returns the same settings, with writes that are confirmed before they are durable. */
  RocksOptions unsynced() {
    return new RocksOptions(columnFamily, writeBufferBytes, reclaimBytes, false);
  }

  private static String family(Map<String, String> options) {
    String name = options.getOrDefault(COLUMN_FAMILY, DEFAULTS.columnFamily);
    if (!name.matches("[A-Za-z0-9._-]{1,64}") || name.equals("default")) {
      throw new IllegalArgumentException(
          "option malformed ["
              + COLUMN_FAMILY
              + ", expected=1 to 64 of A-Z a-z 0-9 . _ -, other than default]");
    }
    return name;
  }

  private static long bytes(
      Map<String, String> options, String name, long otherwise, long min, long max) {
    String text = options.get(name);
    if (text == null) {
      return otherwise;
    }
    long value;
    try {
      value = Long.parseLong(text);
    } catch (NumberFormatException e) {
      value = -1;
    }
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          "option malformed ["
              + name
              + ", expected=a number of bytes from "
              + min
              + " to "
              + max
              + "]");
    }
    return value;
  }
}
