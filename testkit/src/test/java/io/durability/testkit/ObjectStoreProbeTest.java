package io.durability.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.errors.UnsupportedException;
import io.durability.objectstore.ObjectInfo;
import io.durability.objectstore.ObjectStoreDirectory;
import io.durability.objectstore.ObjectStoreTraits;
import io.durability.objectstore.PutCondition;
import io.durability.storage.Condition;
import io.durability.storage.FileName;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the marker of a probe says: only what was proven. */
final class ObjectStoreProbeTest {

  private final MemoryObjectStore objects = new MemoryObjectStore();

  /** A place whose store enforces If-None-Match and ignores If-Match. */
  private RuledObjectStore store(boolean matchConditions) {
    return new RuledObjectStore(
        new FilterObjectStore(objects.another()) {
          @Override
          public CompletableFuture<ObjectInfo> put(
              String key, ByteBuffer content, Map<String, String> metadata, PutCondition asked) {
            boolean ignored = asked instanceof PutCondition.Matches;
            return super.put(key, content, metadata, ignored ? new PutCondition.None() : asked);
          }

          @Override
          public ObjectStoreTraits traits() {
            ObjectStoreTraits of = super.traits();
            return new ObjectStoreTraits(
                of.survives(),
                matchConditions,
                of.putBytesMax(),
                of.partBytesMin(),
                of.partBytesMax(),
                of.partsMax(),
                of.deleteKeysMax());
          }
        });
  }

  private static void write(RuledObjectStore on, String name) throws Exception {
    try (ObjectStoreDirectory dir = new ObjectStoreDirectory(on)) {
      dir.write(FileName.of(name), ByteBuffer.allocate(1), Condition.absent());
    }
  }

  @Test
  @Tag("fault-56")
  void usedWithoutMatchConditions_thenWithThem_isRefused() throws Exception {
    write(store(false), "a");
    assertThatThrownBy(() -> write(store(true), "b"))
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContaining("stale version");
    // As it is, it still serves.
    write(store(false), "c");
  }

  @Test
  void usedWithoutMatchConditions_isProbedOnce() throws Exception {
    write(store(false), "a");
    RuledObjectStore again = store(false);
    write(again, "b");
    assertThat(again.takeRequests())
        .filteredOn(request -> request.contains(" p/"))
        .containsExactly("HEAD p/absent-1");
  }
}
