package io.durability.rocksdb;

import io.durability.errors.Location;
import io.durability.errors.UnsupportedException;
import org.rocksdb.RocksDB;

/** The native part of RocksDB, without which nothing of it works. */
final class NativeLibrary {

  private NativeLibrary() {}

  /**
   * Loads it, which is quick when that was done before.
   *
   * @throws UnsupportedException if it, or RocksDB's Java part, is missing or cannot be loaded
   */
  static void load(Location location) throws UnsupportedException {
    try {
      RocksDB.loadLibrary();
    } catch (LinkageError | RuntimeException e) {
      // Thrown by the loader for each way to be broken: no such entry in the jar, no room to
      // unpack it, not for this processor, a C library that is too old, the jar itself not there.
      throw new UnsupportedException(
          "native library of RocksDB cannot be loaded; durability-rocksdb needs the artifact"
              + " org.rocksdb:rocksdbjni with a library for this platform, found="
              + platform()
              + ", "
              + e,
          location,
          e);
    }
  }

  private static String platform() {
    return System.getProperty("os.name")
        + " "
        + System.getProperty("os.arch")
        + ", Java "
        + System.getProperty("java.version");
  }
}
