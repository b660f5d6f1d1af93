package io.durability.testkit;

import io.durability.objectstore.ObjectStoreDirectory;
import io.durability.storage.Directory;

/** A log on an object store keeps the contract. */
final class ObjectStoreLogContractTest extends LogContractTest {

  private MemoryObjectStore store = new MemoryObjectStore();

  @Override
  protected Directory open() {
    store = store.another();
    return new ObjectStoreDirectory(store);
  }
}
