package io.durability.it;

import io.durability.fs.FsDirectory;
import io.durability.objectstore.ObjectStoreDirectory;
import io.durability.storage.Directory;
import io.durability.testkit.MemoryObjectStore;

/** A log on the local disk, its checkpoints on an object store. */
final class DiskTwoStoresFaultTest extends TwoStoresFaultTest {

  private MemoryObjectStore checkpoints = new MemoryObjectStore();

  DiskTwoStoresFaultTest() {
    super("fs-objects", 61, 1);
  }

  @Override
  protected void prepare() {
    super.prepare();
    checkpoints = new MemoryObjectStore();
  }

  @Override
  Directory openLog() throws Exception {
    return FsDirectory.open(place);
  }

  @Override
  Directory openCheckpoints() throws Exception {
    checkpoints = checkpoints.another();
    return new ObjectStoreDirectory(checkpoints);
  }
}
