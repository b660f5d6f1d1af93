package io.durability.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.errors.CorruptException;
import io.durability.objectstore.ObjectInfo;
import io.durability.objectstore.ObjectPage;
import io.durability.objectstore.ObjectStoreDirectory;
import io.durability.storage.Appender;
import io.durability.storage.Condition;
import io.durability.storage.Directory;
import io.durability.storage.FileInfo;
import io.durability.storage.FileName;
import io.durability.storage.FileReader;
import io.durability.storage.MemoryDirectory;
import io.durability.storage.Pending;
import io.durability.storage.SplitDirectory;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** When a listing is asked for, and what is believed of it. */
final class ObjectStoreListingTest {

  private static final FileName NAME = FileName.of("x");

  private final MemoryObjectStore objects = new MemoryObjectStore();

  private void append() throws Exception {
    try (ObjectStoreDirectory dir = new ObjectStoreDirectory(objects.another());
        Appender appender = dir.append(NAME)) {
      appender.write(ByteBuffer.allocate(3));
      Settled.get(appender.sync());
    }
  }

  @Test
  void list_ofAPartOfAFilesObjects_isNotTakenForTheFile() throws Exception {
    append();
    try (ObjectStoreDirectory dir = new ObjectStoreDirectory(objects.another())) {
      assertThat(dir.seal(NAME)).isEqualTo(3);
      dir.settle(NAME, 0, 2);
    }
    // The first has the prefix of the chunks, without the mark of the end; nor are those behind the
    // second name all of them.
    for (List<String> listing : List.of(List.of("x/0", ""), List.of("", "x/0000000000"))) {
      try (ObjectStoreDirectory dir = new ObjectStoreDirectory(objects.another())) {
        dir.list(listing.get(0), listing.get(1));
        assertThat(dir.seal(NAME)).as("after listing " + listing).isEqualTo(2);
      }
    }
  }

  /** The fence that is found there tells that the listing is old. */
  @Test
  void list_beforeAnotherSealsAndSettles_isNotTakenForTheFile() throws Exception {
    append();
    try (ObjectStoreDirectory dir = new ObjectStoreDirectory(objects.another());
        ObjectStoreDirectory other = new ObjectStoreDirectory(objects.another())) {
      dir.list("");
      assertThat(other.seal(NAME)).isEqualTo(3);
      other.settle(NAME, 0, 2);
      assertThat(dir.seal(NAME)).isEqualTo(2);
      try (FileReader reader = dir.open(NAME)) {
        assertThat(reader.size()).isEqualTo(2);
      }
    }
  }

  @Test
  void list_betweenAnothersSealAndSettle_isNotTakenForTheFile() throws Exception {
    append();
    try (ObjectStoreDirectory dir = new ObjectStoreDirectory(objects.another());
        ObjectStoreDirectory other = new ObjectStoreDirectory(objects.another())) {
      assertThat(other.seal(NAME)).isEqualTo(3);
      dir.list("");
      other.settle(NAME, 0, 2);
      assertThat(dir.seal(NAME)).isEqualTo(2);
    }
  }

  @Test
  void chunk_longerThanAnyMayBe_isCorrupt_andNotAskedFor() throws Exception {
    append();
    RuledObjectStore store =
        new RuledObjectStore(
            new FilterObjectStore(objects.another()) {
              @Override
              public CompletableFuture<ObjectPage> list(
                  String prefix, String after, Optional<String> page) {
                return super.list(prefix, after, page)
                    .thenApply(
                        found ->
                            new ObjectPage(
                                found.objects().stream()
                                    .map(ObjectStoreListingTest::enlarged)
                                    .toList(),
                                found.next()));
              }
            });
    try (ObjectStoreDirectory dir = new ObjectStoreDirectory(store);
        FileReader reader = dir.open(NAME)) {
      assertThatThrownBy(() -> reader.read(0, ByteBuffer.allocate(1)))
          .isInstanceOf(CorruptException.class)
          .hasMessageContaining("length");
    }
    assertThat(store.takeRequests()).noneMatch(request -> request.startsWith("GET"));
  }

  /** One byte more than 64 MiB and the header of a chunk. */
  private static ObjectInfo enlarged(ObjectInfo object) {
    return new ObjectInfo(object.key(), (64 << 20) + 88 + 1, object.version(), object.metadata());
  }

  @Test
  void split_whatBegins_isAskedForBeforeItIsAwaited() throws Exception {
    RuledObjectStore store = new RuledObjectStore(objects.another());
    try (Directory split =
        SplitDirectory.of(new MemoryDirectory(), new ObjectStoreDirectory(store))) {
      Pending<List<FileInfo>> some = split.beginList("checkpoints/");
      assertThat(store.takeRequests()).contains("LIST f/checkpoints/");
      assertThat(split.beginList("")).isNotNull();
      assertThat(store.takeRequests()).contains("LIST f/checkpoints/");
      split.write(FileName.of("wal/1"), ByteBuffer.allocate(1), Condition.absent());
      split.write(FileName.of("checkpoints/1"), ByteBuffer.allocate(1), Condition.absent());
      store.takeRequests();
      Pending<FileReader> file = split.beginOpen(FileName.of("checkpoints/1"));
      assertThat(store.takeRequests()).contains("HEAD f/checkpoints/1");
      assertThat(some.await()).isEmpty();
      assertThat(split.beginList("").await())
          .extracting(found -> found.name().value())
          .containsExactly("checkpoints/1", "wal/1");
      file.await().close();
      split.beginOpen(FileName.of("wal/1")).await().close();
    }
  }
}
