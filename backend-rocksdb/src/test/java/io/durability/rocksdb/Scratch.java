package io.durability.rocksdb;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/**
 * Temporary folders in memory where there is such a place: opening a database forces many small
 * files, and what these tests look at does not depend on a disk.
 */
final class Scratch implements TempDirFactory {

  /** In memory RocksDB's reservation of room for its log takes longest: less of it. */
  static final Map<String, String> SMALL = Map.of(RocksOptions.WRITE_BUFFER_BYTES, "1048576");

  private static final Path IN_MEMORY = Path.of("/dev/shm");

  @Override
  public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext test)
      throws Exception {
    return Files.isWritable(IN_MEMORY)
        ? Files.createTempDirectory(IN_MEMORY, "durability-rocksdb-")
        : Files.createTempDirectory("durability-rocksdb-");
  }
}
