package io.durability.testkit;

import io.durability.objectstore.ObjectStoreDirectory;
import io.durability.storage.Directory;
import io.durability.storage.MemoryDirectory;
import io.durability.storage.SplitDirectory;

/** Where a log is in memory, and its checkpoints on an object store. */
final class SplitPlace {

  private final String log;
  private MemoryObjectStore checkpoints = new MemoryObjectStore();

  SplitPlace(String log) {
    this.log = log;
  }

  /** Forgets what was there. */
  void clear() {
    MemoryDirectory.drop(log);
    checkpoints = new MemoryObjectStore();
  }

  /** Opens it as another process would. */
  Directory open() {
    checkpoints = checkpoints.another();
    return SplitDirectory.of(MemoryDirectory.named(log), new ObjectStoreDirectory(checkpoints));
  }

  void drop() {
    MemoryDirectory.drop(log);
  }
}
