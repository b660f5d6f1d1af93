/**
 * Write-ahead log, checkpoints and recovery over a narrow storage SPI.
 *
 * @provides io.durability.storage.DirectoryProvider for {@code memory:} URIs
 * @uses io.durability.storage.DirectoryProvider to open a directory by URI
 */
module io.durability.core {
  // Annotations only; transitive because they stand in exported signatures.
  requires static transitive org.jspecify;

  exports io.durability;
  exports io.durability.errors;
  exports io.durability.segments;
  exports io.durability.storage;

  uses io.durability.storage.DirectoryProvider;

  provides io.durability.storage.DirectoryProvider with
      io.durability.storage.MemoryDirectoryProvider;
}
