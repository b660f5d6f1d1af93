package io.durability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.LogReport.Segment;
import io.durability.LogReport.Verdict;
import io.durability.errors.CorruptException;
import io.durability.errors.NotFoundException;
import io.durability.storage.Condition;
import io.durability.storage.Directory;
import io.durability.storage.FileInfo;
import io.durability.storage.FileName;
import io.durability.storage.FileReader;
import io.durability.storage.MemoryDirectory;
import io.durability.testkit.LongState;
import io.durability.testkit.WriteBackDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Truncation without a claim: what it rests on, what it deletes, and whom it leaves alone. */
final class TruncationPlanTest {

  /** A writer that keeps more than it is asked for later, so that there is something to delete. */
  private static final LogOptions KEEPS_FOUR =
      LogOptions.builder().segmentBytes(4096).checkpointsKept(4).build();

  private static final Publisher<Long> PUBLISHER = Publisher.of(LongState.CODEC);

  private final Directory directory = new MemoryDirectory();

  @Test
  void plan_namesCoveredSegments_andExecuteDeletesExactlyThose() throws Exception {
    writeAndPublish(3);
    Long before = recover(directory);
    TruncationPlan plan = TruncationPlan.of(directory, 2);
    assertThat(plan.checkpoints()).hasSize(2);
    assertThat(plan.segments()).isNotEmpty();
    long covered = plan.checkpoints().get(1).lastId();
    assertThat(plan.segments()).allMatch(segment -> segment.lastId() <= covered);
    List<FileName> files = plan.segments().stream().map(Segment::file).toList();
    List<FileName> checkpoints = names("checkpoints/");

    TruncateResult done = plan.execute();

    assertThat(done)
        .isEqualTo(new TruncateResult(files.size(), plan.bytes(), done.deletionFailure()));
    assertThat(done.deletionFailure()).isEmpty();
    assertThat(names("wal/")).isNotEmpty().doesNotContainAnyElementsOf(files);
    assertThat(names("checkpoints/"))
        .as("nobody's to delete without a claim")
        .isEqualTo(checkpoints);
    assertThat(recover(directory)).isEqualTo(before);
    assertThat(LogInspection.of(directory).verify().verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(TruncationPlan.of(directory, 2).segments()).isEmpty();
  }

  @Test
  void plan_changesNothing() throws Exception {
    writeAndPublish(3);
    List<FileInfo> before = directory.list("");
    TruncationPlan.of(directory, 1);
    assertThat(directory.list("")).isEqualTo(before);
  }

  @Test
  void tooFewCheckpoints_deleteNothing() throws Exception {
    writeAndPublish(2);
    TruncationPlan plan = TruncationPlan.of(directory, 3);
    assertThat(plan.checkpoints()).hasSize(2);
    assertThat(plan.segments()).isEmpty();
    assertThat(plan.bytes()).isZero();
    List<FileInfo> before = directory.list("");
    assertThat(plan.execute().segmentsDeleted()).isZero();
    assertThat(directory.list("")).isEqualTo(before);
  }

  @Test
  void damagedCheckpoint_doesNotCount() throws Exception {
    writeAndPublish(3);
    TruncationPlan good = TruncationPlan.of(directory, 1);
    FileName newest = good.checkpoints().get(0).file();
    directory.write(newest, ByteBuffer.allocate(64), Condition.none());
    TruncationPlan plan = TruncationPlan.of(directory, 1);
    assertThat(plan.checkpoints().get(0).lastId()).isLessThan(good.checkpoints().get(0).lastId());
    // Planned before the damage, carried out after it: looks again, and keeps what it then needs.
    long needed = plan.segments().get(plan.segments().size() - 1).number();
    assertThat(good.execute().segmentsDeleted()).isEqualTo(plan.segments().size());
    assertThat(names("wal/")).noneMatch(name -> name.value().endsWith(needed + ".wal"));
    assertThat(recover(directory)).isEqualTo(LogInspection.of(directory).lastId().orElseThrow());
  }

  @Test
  void damagedLog_isRefused_andLeftAsItIs() throws Exception {
    writeAndPublish(3);
    FileName first = names("wal/").get(1);
    directory.write(first, ByteBuffer.allocate(5000), Condition.none());
    List<FileInfo> before = directory.list("");
    assertThatThrownBy(() -> TruncationPlan.of(directory, 1)).isInstanceOf(CorruptException.class);
    assertThat(directory.list("")).isEqualTo(before);
  }

  @Test
  void noLog_isNotFound() {
    assertThatThrownBy(() -> TruncationPlan.of(directory, 2))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("there is no log here");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 17})
  void checkpointsKept_outOfRange_isRefused(int kept) {
    assertThatThrownBy(() -> TruncationPlan.of(directory, kept))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected=1 to 16, found=" + kept);
  }

  @Test
  void livingWriter_whereNoLockIs_goesOn() throws Exception {
    try (Log<String> log = Log.open(directory, Codecs.utf8(), KEEPS_FOUR)) {
      for (int times = 0; times < 3; times++) {
        PUBLISHER.publish(log, fill(log), log.lastId());
      }
      assertThat(TruncationPlan.of(directory, 1).execute().segmentsDeleted()).isPositive();
      PUBLISHER.publish(log, fill(log), log.lastId());
      log.appendDurable("still the writer");
    }
    assertThat(LogInspection.of(directory).verify().verdict()).isEqualTo(Verdict.CLEAN);
  }

  /** A claimant dies before it appends: that its header came to disk is proven by nothing. */
  @Test
  void lastHeader_thatAPowerCutMayTake_isNotNeeded() throws Exception {
    writeAndPublish(3);
    Log<String> died = Log.open(directory, Codecs.utf8(), KEEPS_FOUR);
    List<FileName> segments = names("wal/");
    FileName unproven = segments.get(segments.size() - 1);
    assertThat(TruncationPlan.of(directory, 1).execute().segmentsDeleted()).isPositive();
    assertThat(recover(copyWithout(unproven, 0))).isPositive();
    died.close();
  }

  /** The marker of a publish that was killed before it rotated may be in a cache only. */
  @Test
  void markerThatAPowerCutMayTake_isNotReliedOn() throws Exception {
    writeAndPublish(2);
    FileName last = names("wal/").get(names("wal/").size() - 1);
    directory.delete(List.of(last));
    FileName holder = names("wal/").get(names("wal/").size() - 1);
    long[] marker = new long[1];
    LogInspection.of(directory)
        .frames(
            1,
            frame -> {
              marker[0] = frame.kind() == LogFrame.Kind.MARKER ? frame.offset() : marker[0];
              return true;
            });
    Directory cached = new WriteBackDirectory(directory);
    assertThat(cached.traits().readsOnlyDurable()).isFalse();

    TruncationPlan cautious = TruncationPlan.of(cached, 1);
    assertThat(cautious.execute().segmentsDeleted()).isPositive();
    assertThat(recover(copyWithout(holder, marker[0]))).isPositive();

    // Negative control: one that believes the marker deletes what is needed without it.
    TruncationPlan trusting = TruncationPlan.of(directory, 1);
    assertThat(trusting.checkpoints().get(0).lastId())
        .isGreaterThan(cautious.checkpoints().get(0).lastId());
    assertThat(trusting.execute().segmentsDeleted()).isPositive();
    assertThatThrownBy(() -> recover(copyWithout(holder, marker[0])))
        .isInstanceOf(CorruptException.class);
  }

  private void writeAndPublish(int times) throws IOException {
    try (Log<String> log = Log.open(directory, Codecs.utf8(), KEEPS_FOUR)) {
      for (int i = 0; i < times; i++) {
        PUBLISHER.publish(log, fill(log), log.lastId());
      }
    }
  }

  private static long fill(Log<String> log) throws IOException {
    for (int i : IntStream.range(0, 12).toArray()) {
      log.append("entry " + i + "x".repeat(700));
    }
    log.sync();
    return log.lastId();
  }

  /** Recovers a state that is the last id, and returns the id of the last entry or marker. */
  private static Long recover(Directory from) throws IOException {
    return Recovery.of(from, LongState.CODEC, Codecs.utf8(), () -> 0L, (state, id, entry) -> id)
        .latest()
        .lastId();
  }

  private List<FileName> names(String prefix) throws IOException {
    return directory.list(prefix).stream().map(FileInfo::name).toList();
  }

  /** Returns a copy in which a file is cut to a length, or is not there if that is 0. */
  private Directory copyWithout(FileName lost, long length) throws IOException {
    Directory copy = new MemoryDirectory();
    for (FileInfo file : directory.list("")) {
      long kept = file.name().equals(lost) ? length : file.size();
      if (kept > 0) {
        try (FileReader reader = directory.open(file.name())) {
          ByteBuffer bytes = ByteBuffer.allocate((int) kept);
          reader.read(0, bytes);
          copy.write(file.name(), bytes.flip(), Condition.absent());
        }
      }
    }
    // What has no content there may still be named: a frontier.
    for (FileName frontier : names("frontier/")) {
      copy.write(frontier, ByteBuffer.allocate(0), Condition.none());
    }
    return copy;
  }
}
