/**
 * Write-ahead log, checkpoints and recovery over a narrow storage SPI.
 *
 * @provides io.durability.storage.DirectoryProvider for {@code memory:} URIs
 * @uses io.durability.storage.DirectoryProvider to open a directory by URI
 */
module io.durability.core {
  // Annotations only: not passed on, so a module that uses this one needs no jar for them.
  requires static org.jspecify;

  // Events for the flight recorder, where the run time image has it and the program asks for it.
  requires static jdk.jfr;

  exports io.durability;
  exports io.durability.errors;
  exports io.durability.objectstore;
  exports io.durability.segments;
  exports io.durability.storage;

  uses io.durability.storage.DirectoryProvider;

  provides io.durability.storage.DirectoryProvider with
      io.durability.storage.MemoryDirectoryProvider;
}
