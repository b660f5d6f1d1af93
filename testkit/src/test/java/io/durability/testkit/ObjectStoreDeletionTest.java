package io.durability.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.errors.DurabilityException;
import io.durability.errors.NotFoundException;
import io.durability.errors.SupersededException;
import io.durability.objectstore.ObjectStoreDirectory;
import io.durability.storage.Appender;
import io.durability.storage.Condition;
import io.durability.storage.FileName;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a deletion asks for, and what it leaves beside a writer that goes on. */
final class ObjectStoreDeletionTest {

  private static final FileName WAL = FileName.of("wal/1");
  private static final String CHUNK = "a/wal/1/000000000";

  private final MemoryObjectStore objects = new MemoryObjectStore();
  private final List<List<String>> deletions = new ArrayList<>();
  private final RuledObjectStore store =
      new RuledObjectStore(
          new FilterObjectStore(objects) {
            @Override
            public CompletableFuture<Void> delete(List<String> keys) {
              deletions.add(keys);
              return super.delete(keys);
            }
          });
  private ObjectStoreDirectory dir;

  @BeforeEach
  void open() throws Exception {
    dir = new ObjectStoreDirectory(store);
    dir.write(FileName.of("first"), buffer("x"), Condition.absent());
    deletions.clear();
  }

  @AfterEach
  void close() {
    store.rule(RuledObjectStore.PASS);
    dir.close();
  }

  private static ByteBuffer buffer(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static CompletableFuture<Long> put(Appender appender, String text) throws Exception {
    appender.write(buffer(text));
    return appender.sync();
  }

  @Test
  void delete_namesThatBeginAlike_asksForEachKeyOnce() throws Exception {
    List<FileName> names = List.of(FileName.of("a"), FileName.of("ab"));
    for (FileName name : names) {
      dir.write(name, buffer("x"), Condition.absent());
    }
    dir.delete(names);
    assertThat(deletions).hasSize(1);
    assertThat(deletions.get(0)).containsExactlyInAnyOrder("f/a", "f/ab");
  }

  /** Lets a writer land a chunk at index 2 while another's deletion is at the fence. */
  private void deleteBesideAWriter(FirstRequests landing) throws Exception {
    store.rule(landing);
    dir.delete(List.of(WAL));
    store.rule(RuledObjectStore.PASS);
  }

  private void assertGone() throws DurabilityException {
    assertThat(dir.stat(WAL)).isEmpty();
    assertThat(dir.list("wal/")).isEmpty();
    assertThatThrownBy(() -> dir.open(WAL)).isInstanceOf(NotFoundException.class);
    assertThat(dir.seal(WAL)).isZero();
  }

  /** A chunk takes the place of the fence: {1 chunk, 2 fence}. */
  @Test
  @Tag("fault-63")
  void delete_chunkLandsWhereTheFenceWasToBe_isGone_andTheWriterStopped() throws Exception {
    try (ObjectStoreDirectory other = new ObjectStoreDirectory(objects.another());
        Appender appender = other.append(WAL)) {
      Settled.get(put(appender, "a"));
      deleteBesideAWriter(
          new FirstRequests(1, "PUT", CHUNK + "1") {
            @Override
            <T> CompletableFuture<T> hit(Supplier<CompletableFuture<T>> request) {
              try {
                assertThat(Settled.get(put(appender, "b"))).isEqualTo(2);
              } catch (Exception e) {
                throw new AssertionError(e);
              }
              return request.get();
            }
          });
      assertThat(objects.keys())
          .filteredOn(key -> key.startsWith("a/"))
          .containsExactly(CHUNK + "2");
      assertGone();
      assertThatThrownBy(() -> Settled.get(put(appender, "c")))
          .isInstanceOf(SupersededException.class);
    }
  }

  /** A chunk that was under way lands behind the fence: {1 fence, 2 chunk}. */
  @Test
  @Tag("fault-63")
  void delete_chunkLandsBehindTheFence_isGone_andTheWriterStopped() throws Exception {
    RuledObjectStore others = new RuledObjectStore(objects.another());
    List<Runnable> held = new ArrayList<>();
    try (ObjectStoreDirectory other = new ObjectStoreDirectory(others);
        Appender appender = other.append(WAL)) {
      Settled.get(put(appender, "a"));
      others.rule(hold("PUT", CHUNK + "1", held));
      CompletableFuture<Long> second = put(appender, "b");
      deleteBesideAWriter(
          new FirstRequests(1, "DELETE", CHUNK) {
            @Override
            <T> CompletableFuture<T> hit(Supplier<CompletableFuture<T>> request) {
              try {
                CompletableFuture<Long> third = put(appender, "c");
                while (!objects.keys().contains(CHUNK + "2")) {
                  Thread.onSpinWait();
                }
                assertThat(third).isNotDone();
              } catch (Exception e) {
                throw new AssertionError(e);
              }
              return request.get();
            }
          });
      assertThat(objects.keys()).contains(CHUNK + "1", CHUNK + "2").doesNotContain(CHUNK + "0");
      assertGone();
      held.forEach(Runnable::run);
      assertThatThrownBy(() -> Settled.get(second)).isInstanceOf(SupersededException.class);
    }
  }

  private static FirstRequests hold(String verb, String key, List<Runnable> held) {
    return new FirstRequests(1, verb, key) {
      @Override
      <T> CompletableFuture<T> hit(Supplier<CompletableFuture<T>> request) {
        CompletableFuture<Void> gate = new CompletableFuture<>();
        held.add(() -> gate.complete(null));
        return gate.thenCompose(open -> request.get());
      }
    };
  }
}
