package io.durability;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.LogReport.Segment.State;
import io.durability.LogReport.TailKind;
import io.durability.LogReport.Verdict;
import io.durability.errors.CorruptException;
import io.durability.errors.Location;
import io.durability.errors.NotFoundException;
import io.durability.storage.Condition;
import io.durability.storage.Directory;
import io.durability.storage.FileName;
import io.durability.storage.FileReader;
import io.durability.storage.MemoryDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What an inspection tells of good and damaged logs, and that it changes nothing. */
final class LogInspectionTest {

  private static final LogOptions SMALL = LogOptions.builder().segmentBytes(4096).build();

  private final Directory directory = new MemoryDirectory();

  @Test
  void emptyDirectory_hasNoLog_andIsClean() throws Exception {
    LogInspection inspection = LogInspection.of(directory);
    assertThat(inspection.exists()).isFalse();
    assertThat(inspection.logId()).isEmpty();
    assertThat(inspection.firstId()).isEmpty();
    assertThat(inspection.lastId()).isEmpty();
    assertThat(verify().verdict()).isEqualTo(Verdict.CLEAN);
  }

  @Test
  void closedLog_isDescribed_andClean() throws Exception {
    long last = append(SMALL, 40, 300);
    LogInspection inspection = LogInspection.of(directory);
    assertThat(inspection.exists()).isTrue();
    assertThat(inspection.logId()).isPresent();
    assertThat(inspection.firstId()).hasValue(1);
    assertThat(inspection.lastId()).hasValue(last);
    assertThat(inspection.closedCleanly()).isTrue();
    assertThat(inspection.segments()).hasSizeGreaterThan(2);
    assertThat(inspection.segments().get(0).state()).isEqualTo(State.CLOSED);
    assertThat(newest().state()).isEqualTo(State.LAST);
    assertThat(newest().lastId()).isEqualTo(last);
    assertThat(inspection.damages()).isEmpty();
    LogReport report = verify();
    assertThat(report.verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(report.entries()).isEqualTo(last);
    assertThat(report.end().orElseThrow().tail()).isEqualTo(TailKind.NONE);
  }

  @Test
  void zerosBehindTheEnd_areToldApartFromTornBytes() throws Exception {
    append(SMALL, 3, 100);
    FileName file = newest().file();
    byte[] good = read(file);
    write(file, Arrays.copyOf(good, good.length + 4096));
    LogReport zeros = verify();
    assertThat(zeros.verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(zeros.end().orElseThrow().tail()).isEqualTo(TailKind.RESERVED);
    assertThat(zeros.end().orElseThrow().reservedBytes()).isEqualTo(4096);

    byte[] torn = Arrays.copyOf(good, good.length + 4096);
    torn[good.length + 99] = 7;
    write(file, torn);
    LogReport report = verify();
    assertThat(report.verdict()).isEqualTo(Verdict.TORN_TAIL);
    assertThat(report.end().orElseThrow().tail()).isEqualTo(TailKind.TORN);
    assertThat(report.end().orElseThrow().tornBytes()).isEqualTo(100);
    assertThat(report.end().orElseThrow().offset()).isEqualTo(good.length);
    assertThat(LogInspection.of(directory).tornBytes()).isEqualTo(100);
  }

  @Test
  void framesOfADeletedSegment_inTheSameFile_areNoTornBytes() throws Exception {
    append(SMALL, 20, 300);
    byte[] deleted = read(LogInspection.of(directory).segments().get(0).file());
    final long last = append(SMALL, 3, 10);
    FileName file = newest().file();
    byte[] good = read(file);
    assertThat(deleted.length).isGreaterThan(good.length + 1000);
    byte[] reused = deleted.clone();
    System.arraycopy(good, 0, reused, 0, good.length);
    write(file, reused);
    LogReport report = verify();
    assertThat(report.verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(report.entries()).isEqualTo(last);
    assertThat(report.end().orElseThrow())
        .isEqualTo(
            new LogReport.End(
                file, good.length, TailKind.RESERVED, 0, deleted.length - good.length));

    // A batch of this segment of which only the beginning has come to disk.
    append(SMALL, 1, 500);
    byte[] longer = read(newest().file());
    assertThat(newest().file()).isNotEqualTo(file);
    List<LogFrame> frames = frames(1);
    // The one before the last: the log was closed behind it.
    int begin = (int) frames.get(frames.size() - 2).offset();
    byte[] torn = deleted.clone();
    System.arraycopy(longer, 0, torn, 0, begin + 40);
    write(newest().file(), torn);
    LogReport.End end = verify().end().orElseThrow();
    assertThat(end.tail()).isEqualTo(TailKind.TORN);
    assertThat(end.offset() + end.tornBytes()).isEqualTo(begin + 32 + 504);
  }

  @Test
  @Tag("fault-16")
  void damages_areAllListed_withFileOffsetAndEntry() throws Exception {
    append(SMALL, 40, 300);
    List<LogFrame> frames = frames(1);
    LogFrame first = frames.get(2);
    LogFrame second = frames.get(5);
    FileName file = LogInspection.of(directory).segments().get(0).file();
    assertThat(second.segment()).isEqualTo(1);
    byte[] bytes = read(file);
    bytes[(int) first.offset() + 40] ^= 1;
    bytes[(int) second.offset() + 9] ^= 1;
    write(file, bytes);
    LogReport report = verify();
    assertThat(report.verdict()).isEqualTo(Verdict.CORRUPT);
    assertThat(report.damagesFound()).isEqualTo(2);
    LogReport.Damage payload = report.damages().get(0);
    assertThat(payload.location().file()).isEqualTo(file.value());
    assertThat(payload.location().offset()).isEqualTo(first.offset());
    assertThat(payload.location().entryId()).isEqualTo(first.id());
    assertThat(payload.expected()).isPresent();
    assertThat(payload.found()).hasValue("payload checksum mismatch");
    LogReport.Damage header = report.damages().get(1);
    assertThat(header.location().offset()).isEqualTo(second.offset());
    assertThat(header.location().entryId()).isEqualTo(second.id());
    assertThat(report.end()).isPresent();
  }

  @Test
  @Tag("fault-15")
  void damageThatALaterFrameProves_isCorrupt_inTheLastSegment() throws Exception {
    append(LogOptions.defaults(), 10, 100);
    LogFrame third = frames(3).get(0);
    byte[] bytes = read(newest().file());
    bytes[(int) third.offset() + 33] ^= 1;
    write(newest().file(), bytes);
    LogReport report = verify();
    assertThat(report.verdict()).isEqualTo(Verdict.CORRUPT);
    assertThat(report.damages()).hasSize(1);
    assertThat(report.damages().get(0).location().entryId()).isEqualTo(3);
    assertThat(LogInspection.of(directory).lastId()).isEmpty();
    List<Long> seen = new ArrayList<>();
    assertThatThrownBy(() -> LogInspection.of(directory).frames(1, frame -> seen.add(frame.id())))
        .isInstanceOf(CorruptException.class);
    assertThat(seen).containsExactly(1L, 2L);
  }

  @Test
  @Tag("fault-21")
  void missingSegment_andDamagedHeader_areTold_andTheRestIsRead() throws Exception {
    append(SMALL, 60, 300);
    List<LogReport.Segment> segments = LogInspection.of(directory).segments();
    assertThat(segments).hasSizeGreaterThan(5);
    directory.delete(List.of(segments.get(1).file()));
    byte[] bytes = read(segments.get(3).file());
    bytes[50] ^= 1;
    write(segments.get(3).file(), bytes);
    LogReport report = verify();
    assertThat(report.verdict()).isEqualTo(Verdict.CORRUPT);
    assertThat(report.damages())
        .extracting(damage -> damage.location().file())
        .containsExactlyInAnyOrder(segments.get(1).file().value(), segments.get(3).file().value());
    List<LogReport.Segment> after = LogInspection.of(directory).segments();
    assertThat(after)
        .extracting(LogReport.Segment::state)
        .startsWith(State.CUT_OFF, State.CUT_OFF, State.DAMAGED, State.CLOSED);
    long lost = segments.get(1).lastId() - segments.get(1).firstId() + 1;
    lost += segments.get(3).lastId() - segments.get(3).firstId() + 1;
    assertThat(report.entries()).isEqualTo(60 - lost);
  }

  @Test
  void newestHeaderDamaged_isTheOnlyDamage_andTheEndIsNotTold() throws Exception {
    publish(3);
    FileName file = newest().file();
    byte[] bytes = read(file);
    bytes[50] ^= 1;
    write(file, bytes);
    LogReport report = verify();
    assertThat(report.damages())
        .extracting(damage -> damage.location().file())
        .containsExactly(file.value());
    LogInspection inspection = LogInspection.of(directory);
    assertThat(inspection.lastId()).isEmpty();
    assertThat(inspection.closedCleanly()).isFalse();
    assertThat(inspection.segments())
        .extracting(LogReport.Segment::state)
        .endsWith(State.CUT_OFF, State.DAMAGED);
  }

  @Test
  void checkpoints_keptOrphanedAndDamaged() throws Exception {
    publish(3);
    FileName orphan = FileName.of("checkpoints/forgotten");
    write(orphan, new byte[] {1});
    List<LogReport.Checkpoint> found = LogInspection.of(directory).checkpoints();
    assertThat(found).extracting(LogReport.Checkpoint::kept).containsExactly(true, true, false);
    assertThat(found.get(2).file()).isEqualTo(orphan);
    assertThat(LogInspection.of(directory).frontier()).isPositive();
    assertThat(verify().verdict()).isEqualTo(Verdict.CLEAN);

    byte[] bytes = read(found.get(0).file());
    bytes[70] ^= 1;
    write(found.get(0).file(), bytes);
    directory.delete(List.of(found.get(1).file()));
    LogReport report = verify();
    assertThat(report.verdict()).isEqualTo(Verdict.CORRUPT);
    assertThat(report.damages())
        .extracting(damage -> damage.location().file())
        .containsExactly(found.get(0).file().value(), found.get(1).file().value());
  }

  @Test
  void allSegmentsGone_thoughPublished_isCorrupt() throws Exception {
    publish(3);
    for (LogReport.Segment segment : LogInspection.of(directory).segments()) {
      directory.delete(List.of(segment.file()));
    }
    assertThat(LogInspection.of(directory).exists()).isTrue();
    assertThat(verify().verdict()).isEqualTo(Verdict.CORRUPT);
  }

  @Test
  void frames_tellMarkersAndWatermarks() throws Exception {
    publish(1);
    List<LogFrame> frames = frames(1);
    assertThat(frames)
        .extracting(LogFrame::kind)
        .contains(LogFrame.Kind.ENTRY, LogFrame.Kind.MARKER, LogFrame.Kind.WATERMARK);
    assertThat(frames.get(frames.size() - 1).closing()).isTrue();
    assertThat(frames.get(1).durable()).isPositive();
  }

  @Test
  void frames_whatTheVisitorThrows_comesOutAsItIs() throws Exception {
    append(SMALL, 3, 100);
    NotFoundException own = new NotFoundException("nothing here", Location.of(directory));
    assertThatThrownBy(
            () ->
                LogInspection.of(directory)
                    .frames(
                        1,
                        frame -> {
                          throw own;
                        }))
        .isSameAs(own);
  }

  @Test
  void liveWriter_isNotTakenForDamage() throws Exception {
    try (Log<String> log = Log.open(directory, Codecs.utf8(), SMALL)) {
      for (int i = 0; i < 50; i++) {
        log.appendDurable("x".repeat(200));
        assertThat(verify().verdict()).isNotEqualTo(Verdict.CORRUPT);
      }
    }
    assertThat(verify().verdict()).isEqualTo(Verdict.CLEAN);
  }

  @Test
  void truncate_deletesWhatTheKeptCheckpointsCover_andOnlyThat() throws Exception {
    try (Log<String> log = Log.open(directory, Codecs.utf8(), SMALL)) {
      assertThat(log.truncate()).isEqualTo(new TruncateResult(0, 0, java.util.Optional.empty()));
      long last = fill(log);
      LogReader<String> held = log.read(1);
      PublishResult first = Publisher.of(BYTES).publish(log, "a", last);
      PublishResult second = Publisher.of(BYTES).publish(log, "b", first.markerId());
      assertThat(second.segmentsDeleted()).isZero();
      assertThat(log.truncate().segmentsDeleted()).as("held by a reader").isZero();
      held.close();
      TruncateResult done = log.truncate();
      assertThat(done.segmentsDeleted()).isPositive();
      assertThat(done.bytesDeleted()).isPositive();
      assertThat(done.deletionFailure()).isEmpty();
      assertThat(log.truncate().segmentsDeleted()).isZero();
    }
    assertThat(verify().verdict()).isEqualTo(Verdict.CLEAN);
  }

  private static final StateCodec<String> BYTES =
      new StateCodec<>() {
        @Override
        public void write(String state, OutputStream target) throws IOException {
          target.write(state.getBytes(UTF_8));
        }

        @Override
        public String read(InputStream source) throws IOException {
          return new String(source.readAllBytes(), UTF_8);
        }
      };

  private long append(LogOptions options, int count, int length) throws IOException {
    long last = 0;
    try (Log<String> log = Log.open(directory, Codecs.utf8(), options)) {
      for (int i = 0; i < count; i++) {
        last = log.appendDurable("x".repeat(length));
      }
    }
    return last;
  }

  private void publish(int times) throws IOException {
    try (Log<String> log = Log.open(directory, Codecs.utf8(), SMALL)) {
      for (int i = 0; i < times; i++) {
        Publisher.of(BYTES).publish(log, "state", fill(log));
      }
    }
  }

  private static long fill(Log<String> log) throws IOException {
    long last = 0;
    for (int i = 0; i < 20; i++) {
      last = log.appendDurable("x".repeat(300));
    }
    return last;
  }

  private LogReport verify() throws IOException {
    return LogInspection.of(directory).verify();
  }

  private List<LogFrame> frames(long fromId) throws IOException {
    List<LogFrame> frames = new ArrayList<>();
    LogInspection.of(directory).frames(fromId, frames::add);
    return frames;
  }

  private LogReport.Segment newest() throws IOException {
    List<LogReport.Segment> segments = LogInspection.of(directory).segments();
    return segments.get(segments.size() - 1);
  }

  private byte[] read(FileName name) throws IOException {
    try (FileReader file = directory.open(name)) {
      byte[] bytes = new byte[(int) file.size()];
      file.read(0, ByteBuffer.wrap(bytes));
      return bytes;
    }
  }

  private void write(FileName name, byte[] bytes) throws IOException {
    directory.write(name, ByteBuffer.wrap(bytes), Condition.none());
  }
}
