package io.durability.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.Codecs;
import io.durability.Log;
import io.durability.LogFrame;
import io.durability.LogInspection;
import io.durability.LogOptions;
import io.durability.LogReader;
import io.durability.LogReport.Verdict;
import io.durability.SyncPolicy;
import io.durability.errors.CorruptException;
import io.durability.storage.Condition;
import io.durability.storage.Directory;
import io.durability.storage.FileName;
import io.durability.storage.FileReader;
import io.durability.storage.MemoryDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Frames that are zeros up to the end of their block, where the zeros behind a batch could be: a
 * disk that loses a sector can leave that.
 */
final class MissingFrameTest {

  private static final int BLOCK = 4096;
  private static final LogOptions BUFFERED =
      LogOptions.builder().sync(SyncPolicy.buffered()).idleWatermark(Duration.ZERO).build();

  private final Directory directory = new AlignedDirectory(new MemoryDirectory(), BLOCK);

  /** Appends a batch of two entries and makes it durable. */
  private static void addTwo(Log<String> log) throws IOException {
    log.append("a");
    log.append("b");
    log.sync();
  }

  private List<LogFrame> frames() throws IOException {
    List<LogFrame> frames = new ArrayList<>();
    LogInspection.of(directory).frames(1, frames::add);
    return frames;
  }

  private static FileName file(LogFrame frame) {
    return FileName.of(Specimen.segmentFile(frame.segment()));
  }

  private byte[] content(FileName name) throws IOException {
    try (FileReader reader = directory.open(name)) {
      return DirectoryFixture.range(reader, 0, (int) reader.size());
    }
  }

  /** Makes zeros of a frame and of what lies behind it in its block. */
  private void lose(LogFrame frame) throws IOException {
    byte[] bytes = content(file(frame));
    int from = (int) frame.offset();
    lose(frame, Math.min(bytes.length, LogBytes.roundUp(from + 1, BLOCK)));
  }

  private void lose(LogFrame frame, int to) throws IOException {
    byte[] bytes = content(file(frame));
    Arrays.fill(bytes, (int) frame.offset(), to, (byte) 0);
    directory.write(file(frame), ByteBuffer.wrap(bytes), Condition.none());
  }

  private Verdict verdict() throws IOException {
    return LogInspection.of(directory).verify().verdict();
  }

  private List<String> recovered() throws IOException {
    return LogFixture.recovery(directory).latest().state();
  }

  private void readAll() throws IOException {
    try (LogReader<String> reader =
        LogReader.open(directory, Codecs.utf8(), 1, LogReader.Extent.WRITTEN)) {
      while (reader.next()) {
        assertThat(reader.entry()).hasSize(1);
      }
    }
  }

  @Test
  @Tag("L2")
  @Tag("fault-15")
  void lastEntryOfABatch_thatALaterFrameProves_isCorrupt() throws Exception {
    try (Log<String> log = Log.open(directory, Codecs.utf8(), BUFFERED)) {
      addTwo(log);
    }
    LogFrame lost = frames().get(1);
    assertThat(lost.id()).isEqualTo(2);
    lose(lost);
    for (Reading reading :
        List.<Reading>of(
            this::recovered,
            this::readAll,
            this::frames,
            () -> Log.open(directory, Codecs.utf8(), BUFFERED))) {
      assertThatThrownBy(reading::read)
          .isInstanceOfSatisfying(
              CorruptException.class,
              e -> {
                assertThat(e.location().file()).isEqualTo(file(lost).value());
                assertThat(e.location().offset()).isEqualTo(lost.offset());
                assertThat(e.location().entryId()).isEqualTo(2);
              });
    }
    assertThat(verdict()).isEqualTo(Verdict.CORRUPT);
  }

  private interface Reading {
    void read() throws IOException;
  }

  @Test
  @Tag("L3")
  void lastEntryOfTheLastBatch_thatNothingProves_isATornTail() throws Exception {
    Log<String> crashed = Log.open(directory, Codecs.utf8(), BUFFERED);
    addTwo(crashed);
    addTwo(crashed);
    lose(frames().get(3));
    assertThat(recovered()).containsExactly("1=a", "2=b", "3=a");
    assertThat(verdict()).isNotEqualTo(Verdict.CORRUPT);
  }

  @Test
  @Tag("L2")
  void lastEntryOfAClosedSegment_isCorrupt() throws Exception {
    Log<String> crashed = Log.open(directory, Codecs.utf8(), BUFFERED);
    addTwo(crashed);
    Log.open(directory, Codecs.utf8(), BUFFERED).close();
    LogFrame lost = frames().get(1);
    assertThat(lost.segment()).isEqualTo(1);
    lose(lost);
    assertThatThrownBy(this::frames).isInstanceOf(CorruptException.class);
    assertThatThrownBy(this::recovered).isInstanceOf(CorruptException.class);
    assertThatThrownBy(this::readAll).isInstanceOf(CorruptException.class);
    assertThat(verdict()).isEqualTo(Verdict.CORRUPT);
  }

  @Test
  @Tag("L3")
  void lostBatch_isToldToAReaderThatWaits_whenALaterOneProvesIt_thoughItsPlaceLooksTheSame()
      throws Exception {
    try (Log<String> log = Log.open(directory, Codecs.utf8(), BUFFERED)) {
      addTwo(log);
      addTwo(log);
    }
    LogFrame second = frames().get(2);
    byte[] whole = content(file(second));
    lose(second, whole.length);
    try (LogReader<String> reader =
        LogReader.open(directory, Codecs.utf8(), 1, LogReader.Extent.WRITTEN)) {
      for (int look = 0; look < 10; look++) {
        while (reader.next(Duration.ZERO)) {
          assertThat(reader.id()).isLessThan(3);
        }
      }
      directory.write(file(second), ByteBuffer.wrap(whole), Condition.none());
      lose(second);
      assertThatThrownBy(
              () -> {
                for (int look = 0; look < 65; look++) {
                  assertThat(reader.next(Duration.ZERO)).isFalse();
                }
              })
          .isInstanceOfSatisfying(
              CorruptException.class, e -> assertThat(e.location().entryId()).isEqualTo(3));
    }
  }
}
