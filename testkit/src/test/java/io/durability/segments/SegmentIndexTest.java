package io.durability.segments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.Ack;
import io.durability.Codecs;
import io.durability.Log;
import io.durability.LogOptions;
import io.durability.LogReader;
import io.durability.PublishResult;
import io.durability.Recovered;
import io.durability.errors.ConditionNotMetException;
import io.durability.errors.CorruptException;
import io.durability.segments.SegmentEntry.AddSegment;
import io.durability.segments.SegmentEntry.CancelMerge;
import io.durability.segments.SegmentEntry.Checkpoint;
import io.durability.segments.SegmentEntry.DeleteDocuments;
import io.durability.segments.SegmentEntry.Deletion;
import io.durability.segments.SegmentEntry.EndMerge;
import io.durability.segments.SegmentEntry.StartMerge;
import io.durability.segments.SegmentState.Merge;
import io.durability.storage.Condition;
import io.durability.storage.Directory;
import io.durability.storage.FileName;
import io.durability.storage.MemoryDirectory;
import io.durability.testkit.WriteBackDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A segment index through its life: appended, killed, recovered, published. */
final class SegmentIndexTest {

  private static final String PLACE = "segment-index";
  private static final List<SegmentEntry> ALL_KINDS =
      List.of(
          new AddSegment(1, 10),
          new AddSegment(2, 10),
          new StartMerge(1, List.of(1L, 2L)),
          new CancelMerge(1),
          new StartMerge(2, List.of(1L, 2L)),
          new DeleteDocuments(List.of(new Deletion(2, 3))),
          new EndMerge(2, 3, 20, List.of(13)),
          new Checkpoint("copy", 7));

  private Directory directory;

  @BeforeEach
  void open() {
    MemoryDirectory.drop(PLACE);
    directory = new WriteBackDirectory(MemoryDirectory.named(PLACE));
  }

  @AfterEach
  void drop() throws IOException {
    directory.close();
    MemoryDirectory.drop(PLACE);
  }

  private SegmentIndex index() throws IOException {
    return SegmentIndex.open(directory, LogOptions.defaults());
  }

  /** The process is gone; what it had not synced is lost. */
  private Recovered<SegmentState, SegmentEntry> afterKill() throws IOException {
    directory.close();
    directory = new WriteBackDirectory(MemoryDirectory.named(PLACE));
    return SegmentIndex.recovery(directory).latest();
  }

  @Test
  void everyKind_isRecovered_afterEachEntry() throws Exception {
    SegmentState expected = new SegmentState();
    for (int i = 0; i < ALL_KINDS.size(); i++) {
      SegmentIndex index = index();
      Ack ack = index.append(ALL_KINDS.get(i));
      assertThat(ack.await()).isEqualTo(i + 1);
      expected.apply(ALL_KINDS.get(i));
      Recovered<SegmentState, SegmentEntry> recovered = afterKill();
      assertThat(recovered.lastId()).isEqualTo(i + 1);
      assertThat(SegmentModel.text(recovered.state())).isEqualTo(SegmentModel.text(expected));
    }
  }

  @Test
  void everyKind_isRead() throws Exception {
    try (SegmentIndex index = index()) {
      index.appendAll(ALL_KINDS).await();
      assertThat(index.durableId()).isEqualTo(8);
    }
    List<SegmentEntry> read = new ArrayList<>();
    try (LogReader<SegmentEntry> reader = LogReader.open(directory, SegmentEntry.codec(), 1)) {
      while (reader.next()) {
        read.add(reader.entry());
      }
    }
    assertThat(read).isEqualTo(ALL_KINDS);
  }

  @Test
  void mergeStartedBeforeAKill_isStillInProgress_andCanBeRunAgainOrCancelled() throws Exception {
    index().appendAll(ALL_KINDS.subList(0, 3)).await();
    Recovered<SegmentState, SegmentEntry> recovered = afterKill();
    assertThat(recovered.state().merges()).containsExactly(new Merge(1, List.of(1L, 2L)));
    try (SegmentIndex index = SegmentIndex.claim(recovered, LogOptions.defaults())) {
      assertThatThrownBy(() -> index.append(new StartMerge(2, List.of(2L))))
          .hasMessage("merge of segment 2 [expected=none in progress, found=1]");
      index.append(new CancelMerge(1)).await();
      index.append(new StartMerge(1, List.of(1L, 2L))).await();
    }
    try (SegmentIndex index = SegmentIndex.claim(afterKill(), LogOptions.defaults())) {
      index.append(new EndMerge(1, 5, 20, List.of())).await();
    }
    assertThat(afterKill().state().segments())
        .extracting(SegmentState.Segment::id)
        .containsExactly(5L);
  }

  @Test
  void mergeInProgress_isInACheckpoint() throws Exception {
    SegmentIndex index = index();
    index.appendAll(ALL_KINDS.subList(0, 3));
    index.publish();
    Recovered<SegmentState, SegmentEntry> recovered = afterKill();
    assertThat(recovered.checkpointLastId()).isEqualTo(3);
    assertThat(recovered.entriesApplied()).isZero();
    assertThat(recovered.state().merges()).containsExactly(new Merge(1, List.of(1L, 2L)));
  }

  @Test
  void misfit_isRefused_andNothingIsAppended() throws Exception {
    try (SegmentIndex index = index()) {
      index.append(new AddSegment(1, 10)).await();
      for (SegmentEntry misfit :
          List.of(new AddSegment(1, 5), new CancelMerge(1), new Checkpoint("early", 3))) {
        assertThatThrownBy(() -> index.append(misfit)).isInstanceOf(IllegalArgumentException.class);
        // The entry before it fits, but a batch is appended whole or not at all.
        assertThatThrownBy(() -> index.appendAll(List.of(new AddSegment(2, 5), misfit)))
            .isInstanceOf(IllegalArgumentException.class);
      }
      assertThatThrownBy(() -> index.appendAll(List.of()))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(index.lastId()).isEqualTo(1);
      assertThat(index.state().segments()).hasSize(1);
      index.append(new AddSegment(2, 10)).await();
    }
    assertThat(afterKill().state().segments()).hasSize(2);
  }

  @Test
  void entryTooLargeForTheLog_changesNothing() throws Exception {
    LogOptions small = LogOptions.builder().payloadBytesMax(64).build();
    try (SegmentIndex index = SegmentIndex.open(directory, small)) {
      SegmentEntry large = new Checkpoint("x".repeat(100), 0);
      assertThatThrownBy(() -> index.append(large)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> index.appendAll(List.of(new AddSegment(1, 1), large)))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(index.state().checkpoint()).isEmpty();
      assertThat(index.state().segments()).isEmpty();
      index.append(new AddSegment(1, 1)).await();
    }
  }

  @Test
  void misfitInTheLog_isCorruption_thatNamesTheEntry() throws Exception {
    try (Log<SegmentEntry> log = Log.open(directory, SegmentEntry.codec())) {
      log.append(new AddSegment(1, 10));
      log.append(new DeleteDocuments(List.of(new Deletion(1, 10))));
      log.append(new AddSegment(2, 10));
    }
    assertCorrupt("no such document [segment=1, expected<10, found=10]");
  }

  @Test
  void checkpointEntryThatCoversItself_isCorruption() throws Exception {
    try (Log<SegmentEntry> log = Log.open(directory, SegmentEntry.codec())) {
      log.append(new AddSegment(1, 10));
      log.append(new Checkpoint("a", 2));
    }
    assertCorrupt("last id of a checkpoint [expected<=1, found=2]");
  }

  private void assertCorrupt(String says) {
    assertThatThrownBy(this::afterKill)
        .isInstanceOfSatisfying(
            CorruptException.class,
            e -> {
              assertThat(e.location().entryId()).isEqualTo(2);
              assertThat(e).hasMessageContaining("entry=2").hasMessageContaining(says);
              assertThat(e).hasMessageContaining(directory.toString());
            });
  }

  @Test
  void payloadThatIsNoEntry_isAnError() throws Exception {
    try (Log<byte[]> log = Log.open(directory, Codecs.bytes())) {
      log.append(new byte[] {9, 0, 0, 0, 0, 0, 0, 0});
    }
    assertThatThrownBy(this::afterKill)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("malformed segment entry [kind, expected=1 to 6, found=9]");
  }

  @Test
  void publish_thenAppend_isRecoveredFromBoth() throws Exception {
    SegmentIndex index = index();
    index.append(new AddSegment(1, 10));
    PublishResult first = index.publish();
    assertThat(first.lastId()).isEqualTo(1);
    index.append(new AddSegment(2, 10)).await();
    Recovered<SegmentState, SegmentEntry> recovered = afterKill();
    assertThat(recovered.checkpointLastId()).isEqualTo(1);
    assertThat(recovered.entriesApplied()).isEqualTo(1);
    assertThat(recovered.state().segments()).hasSize(2);
  }

  @Test
  void publish_named_keepsThatFile() throws Exception {
    FileName name = FileName.of("kept/one.ckpt");
    try (SegmentIndex index = index()) {
      index.append(new AddSegment(1, 10));
      assertThat(index.publish(name).checkpoint()).isEqualTo(name);
      index.append(new AddSegment(2, 10));
      assertThatThrownBy(() -> index.publish(name)).isInstanceOf(ConditionNotMetException.class);
      for (int i = 3; i < 6; i++) {
        index.append(new AddSegment(i, 10));
        index.publish();
      }
    }
    assertThat(directory.stat(name)).isPresent();
    assertThat(afterKill().state().segments()).hasSize(5);
  }

  @Test
  void publish_ofNothing_isNothing() throws Exception {
    SegmentIndex index = index();
    index.publish();
    index.publish();
    assertThat(afterKill().state().segments()).isEmpty();
  }

  @Test
  void damagedEntry_isNeverPassedOver() throws Exception {
    // A control: the same bytes as in everyKind_isRead, one of them changed.
    try (SegmentIndex index = index()) {
      for (SegmentEntry entry : ALL_KINDS) {
        index.append(entry).await();
      }
    }
    FileName segment = directory.list("wal/").get(0).name();
    byte[] bytes;
    try (var reader = directory.open(segment)) {
      ByteBuffer whole = ByteBuffer.allocate((int) reader.size());
      reader.read(0, whole);
      bytes = whole.array();
    }
    bytes[bytes.length / 2] ^= 1;
    directory.write(segment, ByteBuffer.wrap(bytes), Condition.none());
    assertThatThrownBy(this::afterKill).isInstanceOf(CorruptException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8})
  void manyThreads_appendAndPublish_andTheStateIsTheLog(int threads) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try (SegmentIndex index = index()) {
      List<Callable<Void>> work = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        int own = thread;
        work.add(
            () -> {
              for (int i = 0; i < 40; i++) {
                long id = own * 1000L + i;
                index.append(new AddSegment(id, 5));
                index.append(new DeleteDocuments(List.of(new Deletion(id, i % 5)))).await();
                if (i % 20 == 19) {
                  index.publish();
                }
              }
              return null;
            });
      }
      for (Future<Void> each : pool.invokeAll(work)) {
        each.get();
      }
      String expected = SegmentModel.text(index.state());
      assertThat(index.state().segments()).hasSize(threads * 40);
      assertThat(SegmentModel.text(afterKill().state())).isEqualTo(expected);
    } finally {
      pool.shutdownNow();
    }
  }
}
