package io.durability.testkit;

import io.durability.objectstore.ObjectStoreDirectory;
import io.durability.storage.Directory;

/** Random verbs on an object store do what plain maps do. */
final class ObjectStoreDirectoryModelTest extends DirectoryModelTest {

  private MemoryObjectStore store = new MemoryObjectStore();

  @Override
  protected void prepare() {
    store = new MemoryObjectStore();
  }

  @Override
  protected Directory open() {
    store = store.another();
    return new ObjectStoreDirectory(store);
  }
}
