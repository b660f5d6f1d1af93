package io.durability.testkit;

import io.durability.objectstore.ObjectStore;

final class MemoryObjectStoreContractTest extends ObjectStoreContractTest {

  @Override
  protected ObjectStore open() {
    return new MemoryObjectStore();
  }
}
