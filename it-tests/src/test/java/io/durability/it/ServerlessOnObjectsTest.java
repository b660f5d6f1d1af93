package io.durability.it;

import io.durability.objectstore.ObjectStoreDirectory;
import io.durability.storage.Directory;
import io.durability.testkit.MemoryObjectStore;

/** A function on an object store in memory. */
final class ServerlessOnObjectsTest extends ServerlessTest {

  private final MemoryObjectStore objects = new MemoryObjectStore();

  @Override
  Directory open() {
    return new ObjectStoreDirectory(objects.another());
  }
}
