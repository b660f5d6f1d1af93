package io.durability.testkit;

import io.durability.objectstore.ObjectStoreDirectory;
import io.durability.storage.Directory;
import java.util.concurrent.ForkJoinPool;

/** Random verbs on an object store do what plain maps do. */
final class ObjectStoreDirectoryModelTest extends DirectoryModelTest {

  private MemoryObjectStore store = new MemoryObjectStore(ForkJoinPool.commonPool());

  @Override
  protected void prepare() {
    store = new MemoryObjectStore(ForkJoinPool.commonPool());
  }

  @Override
  protected Directory open() {
    store = store.another();
    return new ObjectStoreDirectory(store);
  }
}
