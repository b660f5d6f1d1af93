package io.durability.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.durability.Ack;
import io.durability.Codecs;
import io.durability.Log;
import io.durability.LogOptions;
import io.durability.LogReader;
import io.durability.LogReader.Extent;
import io.durability.SyncPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log on a disk, with a second directory on the folder in the place of another process. */
final class LogOnDiskTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path root;
  private FsDirectory writers;
  private FsDirectory readers;

  @BeforeEach
  void openBoth() throws Exception {
    writers = FsDirectory.open(root);
    readers = FsDirectory.open(root);
  }

  @AfterEach
  void closeBoth() throws Exception {
    writers.close();
    readers.close();
  }

  private Log<String> open(LogOptions.Builder options) throws Exception {
    return Log.open(writers, Codecs.utf8(), options.build());
  }

  private static List<String> rest(LogReader<String> reader) throws Exception {
    List<String> found = new ArrayList<>();
    while (reader.next(Duration.ZERO)) {
      found.add(reader.entry());
    }
    return found;
  }

  @Test
  void durable_isWhatIsProven_writtenAndTheOwnReaderSeeTheLastBatchAtOnce() throws Exception {
    Log<String> log = open(LogOptions.builder().idleWatermark(Duration.ZERO));
    try (LogReader<String> durable = LogReader.open(readers, Codecs.utf8(), 1);
        LogReader<String> written = LogReader.open(readers, Codecs.utf8(), 1, Extent.WRITTEN);
        LogReader<String> own = log.read(1)) {
      log.appendDurable("a");
      assertThat(rest(written)).containsExactly("a");
      assertThat(rest(own)).containsExactly("a");
      assertThat(rest(durable)).isEmpty();
      log.appendDurable("b");
      assertThat(rest(durable)).containsExactly("a");
      log.close();
      assertThat(rest(durable)).containsExactly("b");
    }
  }

  @Test
  void idleWatermark_showsTheLastBatchToAnotherProcess() throws Exception {
    try (Log<String> log = open(LogOptions.builder().idleWatermark(Duration.ofMillis(30)));
        LogReader<String> durable = LogReader.open(readers, Codecs.utf8(), 1)) {
      log.appendDurable("a");
      await().atMost(PATIENCE).until(() -> rest(durable).equals(List.of("a")));
    }
  }

  @Test
  void interval_firesOnADisk() throws Exception {
    SyncPolicy often = SyncPolicy.interval(Duration.ofMillis(30));
    try (Log<String> log = open(LogOptions.builder().sync(often).idleWatermark(Duration.ZERO))) {
      Ack ack = log.append("a");
      await().atMost(PATIENCE).until(ack::isDurable);
    }
  }

  @Test
  void tail_overRotations_seesEachEntryOnce() throws Exception {
    List<String> expected = new ArrayList<>();
    List<String> found = new ArrayList<>();
    Log<String> log = open(LogOptions.builder().segmentBytes(16 << 10));
    try (LogReader<String> durable = LogReader.open(readers, Codecs.utf8(), 1)) {
      for (int i = 0; i < 60; i++) {
        log.appendDurable("entry " + i);
        expected.add("entry " + i);
        found.addAll(rest(durable));
        assertThat(found).isEqualTo(expected.subList(0, found.size()));
        assertThat(found.size()).isGreaterThanOrEqualTo(i);
      }
      log.close();
      found.addAll(rest(durable));
      assertThat(found).isEqualTo(expected);
      assertThat(readers.list("wal/").size()).isGreaterThan(10);
    }
  }
}
