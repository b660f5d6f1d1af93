package io.durability.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.durability.Ack;
import io.durability.Codecs;
import io.durability.Log;
import io.durability.LogOptions;
import io.durability.LogReader;
import io.durability.LogReader.Extent;
import io.durability.SyncPolicy;
import io.durability.storage.MemoryDirectory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a reader sees of what is written, proven and durable, where those are three things. */
final class LogReaderExtentTest extends LogFixture {

  private static final Duration NOW = Duration.ZERO;
  private static final LogOptions BUFFERED =
      LogOptions.builder().sync(SyncPolicy.buffered()).idleWatermark(NOW).build();
  private static final LogOptions EACH =
      LogOptions.builder().segmentBytes(4096).idleWatermark(NOW).build();

  private final MemoryDirectory disk = new MemoryDirectory();

  @Override
  protected WriteBackDirectory open() {
    return new WriteBackDirectory(disk);
  }

  private LogReader<String> reader(Extent extent) throws Exception {
    return LogReader.open(dir, Codecs.utf8(), 1, extent);
  }

  private static List<String> rest(LogReader<String> reader) throws Exception {
    List<String> found = new ArrayList<>();
    while (reader.next(NOW)) {
      found.add(line(reader.id(), reader.entry()));
    }
    return found;
  }

  @Test
  void durable_lagsByTheLastBatch_written_doesNot() throws Exception {
    Log<String> log = openLog(EACH);
    try (LogReader<String> durable = reader(Extent.DURABLE);
        LogReader<String> written = reader(Extent.WRITTEN);
        LogReader<String> own = log.read(1)) {
      for (int i = 1; i <= 40; i++) {
        add(log, text(200, i));
        assertThat(rest(written)).containsExactly(model().get(i - 1));
        assertThat(rest(own)).containsExactly(model().get(i - 1));
        if (segments().size() == 1) {
          assertThat(rest(durable)).hasSize(i == 1 ? 0 : 1);
        } else {
          assertThat(rest(durable)).hasSizeLessThanOrEqualTo(2);
        }
      }
      log.close();
      assertThat(rest(durable)).containsExactly(model().get(39));
    }
  }

  @Test
  void unsynced_isSeenByWrittenOnly() throws Exception {
    Log<String> log = openLog(BUFFERED);
    try (LogReader<String> durable = reader(Extent.DURABLE);
        LogReader<String> written = reader(Extent.WRITTEN);
        LogReader<String> own = log.read(1)) {
      addMany(log, 1, 10);
      List<Ack> acks = new ArrayList<>();
      for (int i = 0; i < 9; i++) {
        acks.add(log.append(text(MEBIBYTE, i)));
      }
      assertThat(acks).noneMatch(Ack::isDurable);
      assertThat(rest(written)).as("full batches").hasSizeGreaterThan(3);
      assertThat(rest(durable))
          .as("the next batch proved the first")
          .containsExactly(model().get(0));
      assertThat(rest(own)).containsExactly(model().get(0));
      log.sync();
      assertThat(rest(own)).as("durable at once").hasSize(9);
      assertThat(rest(durable)).as("not proven yet").isEmpty();
      log.appendDurable("proves");
      assertThat(rest(durable)).hasSize(9);
    }
  }

  @Test
  void whatDurableShowed_aKillNeverTakesBack() throws Exception {
    Log<String> log = openLog(BUFFERED);
    try (LogReader<String> durable = reader(Extent.DURABLE);
        LogReader<String> own = log.read(1)) {
      List<String> proven = new ArrayList<>();
      List<String> seen = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        log.append(text(400_000, i));
        if (i % 13 == 12) {
          log.sync();
        }
        proven.addAll(rest(durable));
        seen.addAll(rest(own));
        if (i % 4 != 0) {
          continue;
        }
        List<String> afterKill = recovery(disk).latest().state();
        assertThat(afterKill).hasSize((int) log.durableId());
        assertThat(afterKill.equals(seen)).as("the own reader sees what a kill leaves").isTrue();
        assertThat(seen.subList(0, proven.size()).equals(proven)).as("proven is durable").isTrue();
      }
      assertThat(proven).hasSizeGreaterThan(30);
    }
  }

  @Test
  void durable_inTheMiddleOfTheLog_beginsThere_andBeyondTheEndWaits() throws Exception {
    Log<String> log = openLog(EACH);
    addMany(log, 30, 300);
    try (LogReader<String> middle = LogReader.open(dir, Codecs.utf8(), 17);
        LogReader<String> beyond = LogReader.open(dir, Codecs.utf8(), 33)) {
      log.close();
      assertThat(rest(middle)).isEqualTo(model().subList(16, 30));
      Log<String> next = openLog(EACH);
      for (int i = 0; i < 5; i++) {
        add(next, "later " + i);
      }
      next.close();
      assertThat(rest(middle)).isEqualTo(model().subList(30, 35));
      assertThat(rest(beyond)).isEqualTo(model().subList(32, 35));
    }
  }

  @Test
  void atomicBatch_isSeenWholeOrNotAtAll() throws Exception {
    Log<String> log = openLog(EACH);
    try (LogReader<String> durable = reader(Extent.DURABLE);
        LogReader<String> own = log.read(1)) {
      for (int i = 0; i < 10; i++) {
        log.appendAll(List.of("a", "b", "c")).await();
        assertThat(rest(own)).hasSize(3);
        assertThat(rest(durable).size() % 3).isZero();
      }
    }
  }
}
