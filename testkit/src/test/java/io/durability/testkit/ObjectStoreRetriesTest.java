package io.durability.testkit;

import static io.durability.testkit.FirstRequests.fail;
import static org.assertj.core.api.Assertions.assertThat;

import io.durability.objectstore.ObjectStoreDirectory;
import io.durability.objectstore.ObjectStoreException.Kind;
import io.durability.objectstore.ObjectStoreOptions;
import io.durability.storage.Appender;
import io.durability.storage.Condition;
import io.durability.storage.Directory;
import io.durability.storage.DirectoryListener;
import io.durability.storage.FileName;
import io.durability.storage.FileWriter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A directory on an object store tells its listeners of every request that is made again. */
final class ObjectStoreRetriesTest {

  private final RuledObjectStore store = new RuledObjectStore(new MemoryObjectStore());
  private final List<String> heard = Collections.synchronizedList(new ArrayList<>());
  private final DirectoryListener listener =
      (place, request, attempt, reason) ->
          heard.add(request + " " + place.file() + " " + attempt + " " + reason.getMessage());
  private ObjectStoreDirectory dir;

  @BeforeEach
  void open() {
    dir = new ObjectStoreDirectory(store, ObjectStoreOptions.builder().partBytes(64 << 10).build());
    dir.addListener(listener);
  }

  @AfterEach
  void close() {
    dir.close();
  }

  private static void append(Directory to, String name) throws Exception {
    try (Appender appender = to.append(FileName.of(name))) {
      appender.write(ByteBuffer.allocate(1));
      Settled.get(appender.sync());
    }
  }

  @Test
  void allWell_nothingIsTold() throws Exception {
    append(dir, "wal/1");
    dir.list("");
    assertThat(heard).isEmpty();
  }

  @Test
  void threeThrottles_ofAChunk_areToldOneByOne() throws Exception {
    store.rule(fail(Kind.THROTTLED, 3, "PUT", "a/wal/1/"));
    append(dir, "wal/1");
    assertThat(heard)
        .containsExactly("PUT wal/1 1 by rule", "PUT wal/1 2 by rule", "PUT wal/1 3 by rule");
  }

  @Test
  void throttles_ofARead_areTold() throws Exception {
    append(dir, "wal/1");
    store.rule(fail(Kind.THROTTLED, 2, "LIST", "a/"));
    dir.list("wal/");
    assertThat(heard).containsExactly("LIST wal/ 1 by rule", "LIST wal/ 2 by rule");
  }

  @Test
  void partOfALargeFile_andItsCompletion_areTold() throws Exception {
    dir.list("");
    store.rule(fail(Kind.UNKNOWN, 1, "PART", "f/large"));
    try (FileWriter writer = dir.create(FileName.of("large"))) {
      writer.write(ByteBuffer.allocate(100_000));
      while (heard.isEmpty()) {
        Thread.onSpinWait();
      }
      store.rule(fail(Kind.UNKNOWN, 1, "COMPLETE", "f/large"));
      writer.commit(Condition.absent());
    }
    assertThat(heard).containsExactly("PART large 1 by rule", "COMPLETE large 1 by rule");
  }

  @Test
  void removed_isToldNothing() throws Exception {
    dir.removeListener(listener);
    store.rule(fail(Kind.THROTTLED, 1, "PUT", "a/wal/1/"));
    append(dir, "wal/1");
    assertThat(heard).isEmpty();
  }
}
