package io.durability.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.durability.Log;
import io.durability.LogOptions;
import io.durability.PublishResult;
import io.durability.objectstore.ObjectStore;
import io.durability.storage.Appender;
import io.durability.storage.Directories;
import io.durability.storage.Directory;
import io.durability.storage.FileInfo;
import io.durability.storage.FileName;
import io.durability.storage.FileReader;
import io.durability.testkit.host.ChildJvm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The life of a log on a real store: what only size, pages and processes bring out. */
abstract class StoreLifecycleTest {

  /** More chunks than a page of a listing has. */
  private static final int CHUNKS = 1_030;

  private static final int PAGE = 1_000;
  private static final int SYNCS_IN_FLIGHT = 8;

  private static final long MIB = 1 << 20;
  private static final int ROUNDS = 4;
  private static final int ENTRIES = 60;

  private final TestedStore store;
  private final String prefix = TestedStores.newPrefix();

  StoreLifecycleTest(TestedStore store) {
    this.store = store;
  }

  private Directory open() throws IOException {
    return Directories.open(store.uri(prefix), store.options());
  }

  @Test
  void lifecycle_publishTruncateRecover_stateIsWhole_nothingPilesUp() throws Exception {
    LogOptions options = LogOptions.builder().segmentBytes(8 << 10).build();
    List<String> state = List.of();
    int before = 0;
    for (int round = 0; round < ROUNDS; round++) {
      try (Directory directory = open();
          Log<String> log = claim(directory, options, state)) {
        state = Lines.recover(directory).state();
        state.addAll(append(log));
        PublishResult result = Lines.PUBLISHER.publish(log, state, log.durableId());
        assertThat(result.deletionFailure()).isEmpty();
        assertThat(result.segmentsDeleted()).isGreaterThanOrEqualTo(round > 1 ? 1 : 0);
      }
      int now = objectsUnder("");
      assertThat(now).as("objects after round " + round).isLessThan(round < 2 ? 1_000 : 2 * before);
      before = now;
    }
    try (Directory directory = open()) {
      assertThat(Lines.recover(directory).state()).isEqualTo(state).hasSize(ROUNDS * ENTRIES);
      assertThat(directory.list("checkpoints/")).hasSize(2);
    }
  }

  private static Log<String> claim(Directory directory, LogOptions options, List<String> expected)
      throws IOException {
    var recovered = Lines.recover(directory);
    assertThat(recovered.state()).isEqualTo(expected);
    return recovered.claim(options);
  }

  private static List<String> append(Log<String> log) throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < ENTRIES; i++) {
      String entry = WriterProcess.entry("entry", i);
      lines.add(Lines.line(log.append(entry).id(), entry));
    }
    log.sync();
    return lines;
  }

  private int objectsUnder(String keys) {
    try (ObjectStore objects = store.open(prefix)) {
      return Listings.all(objects, keys).size();
    }
  }

  @Test
  void appendFile_ofMoreChunksThanAPage_isReadWhole() throws Exception {
    FileName name = FileName.of("many-chunks");
    int length = 16;
    try (Directory directory = open();
        Appender appender = directory.append(name)) {
      Queue<CompletableFuture<Long>> underWay = new ArrayDeque<>();
      for (int i = 0; i < CHUNKS || !underWay.isEmpty(); i++) {
        if (i < CHUNKS) {
          appender.write(ByteBuffer.allocate(length).putInt(0, i));
          underWay.add(appender.sync());
        }
        // Fewer than the window holds: what has to wait would be put into one chunk.
        if (i >= CHUNKS || underWay.size() == SYNCS_IN_FLIGHT) {
          underWay.remove().join();
        }
      }
    }
    assertThat(objectsUnder("a/")).as("chunks").isGreaterThan(PAGE);
    try (Directory directory = open();
        FileReader reader = directory.open(name)) {
      assertThat(directory.stat(name).map(FileInfo::size)).contains((long) CHUNKS * length);
      ByteBuffer content = ByteBuffer.allocate(CHUNKS * length);
      reader.read(0, content);
      for (int i = 0; i < CHUNKS; i++) {
        assertThat(content.getInt(i * length)).isEqualTo(i);
      }
      assertThat(directory.seal(name)).isEqualTo((long) CHUNKS * length);
      directory.delete(List.of(name));
      assertThat(directory.list("")).isEmpty();
    }
  }

  @Test
  void checkpoint_largerThanTheHeap_isPublishedAndRecovered() throws Exception {
    long bytes = Counts.of(24, 200) * MIB;
    try (ChildJvm child =
        ChildJvm.of(LargeCheckpoint.class, store.uri(prefix).toString(), Long.toString(bytes))
            .jvmOptions(List.of("-Xmx128m"))
            .options(store.options())
            .start()) {
      String recovered = child.await(line -> line.startsWith("recovered "));
      assertThat(recovered).startsWith("recovered " + bytes + " ");
      assertThat(child.awaitEnd()).isZero();
      Counts.figure(store.name() + "-checkpoint", bytes / MIB + " MiB checkpoint with -Xmx128m");
    }
  }
}
