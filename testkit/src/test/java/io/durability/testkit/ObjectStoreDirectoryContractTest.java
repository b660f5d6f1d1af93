package io.durability.testkit;

import io.durability.objectstore.ObjectStoreDirectory;
import io.durability.storage.Directory;

/** A directory on an object store keeps the contract. */
final class ObjectStoreDirectoryContractTest extends DirectoryContractTest {

  private MemoryObjectStore store = new MemoryObjectStore();

  @Override
  protected Directory open() {
    store = store.another();
    return new ObjectStoreDirectory(store);
  }

  @Override
  protected int nameBytesMax() {
    return 997;
  }
}
