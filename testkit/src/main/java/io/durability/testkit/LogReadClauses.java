package io.durability.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.Codecs;
import io.durability.Log;
import io.durability.LogOptions;
import io.durability.LogReader;
import io.durability.Recovered;
import io.durability.errors.TruncatedException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Recovery and readers: L1, L13, L14. */
abstract class LogReadClauses extends LogLimitClauses {

  private static final LogOptions MEDIUM = LogOptions.builder().segmentBytes(16 << 10).build();

  @Test
  @Tag("L1")
  void recover_emptyDirectory_givesTheInitialState() throws Exception {
    Recovered<List<String>, String> recovered = assertRecovered();
    assertThat(recovered.lastId()).isZero();
    assertThat(recovered.checkpointLastId()).isZero();
    assertThat(recovered.entriesApplied()).isZero();
    assertThat(dir.list("")).isEmpty();
    assertThat(readFrom(1)).isEmpty();
  }

  @Test
  @Tag("L1")
  void recover_logWithoutEntries_givesTheInitialState() throws Exception {
    openLog().close();
    assertThat(assertRecovered().lastId()).isZero();
    openLog();
    assertThat(assertRecovered().lastId()).isZero();
  }

  @Test
  @Tag("L1")
  void recover_tellsWhereTheStateCameFrom() throws Exception {
    Log<String> log = openLog();
    add(log, "a");
    add(log, "b");
    publish(log);
    add(log, "c");
    Recovered<List<String>, String> recovered = assertRecovered();
    assertThat(recovered.checkpointLastId()).isEqualTo(2);
    assertThat(recovered.entriesApplied()).isEqualTo(1);
    assertThat(recovered.lastId()).isEqualTo(4);
  }

  @Test
  @Tag("L13")
  void recover_anyLog_changesNothing() throws Exception {
    Log<String> log = openLog(small().build());
    addMany(log, 40, 300);
    publish(log);
    addMany(log, 40, 300);
    publish(log);
    addMany(log, 3, 300);
    reopen();
    var before = files();
    for (int i = 0; i < 3; i++) {
      assertRecovered();
      assertThat(readFrom(model().size())).isNotEmpty();
    }
    assertThat(files()).isEqualTo(before);
  }

  @Test
  @Tag("L13")
  void recover_beforeAnyWriter_createsNothing() throws Exception {
    assertRecovered();
    assertThat(readFrom(7)).isEmpty();
    assertThat(dir.list("")).isEmpty();
  }

  @Test
  @Tag("L1")
  void recover_filesThatAreNotOfTheLog_areLeftAlone() throws Exception {
    put("wal/readme", bytes(100, 1));
    put("wal/1.wal", bytes(100, 2));
    put("frontier/x", bytes(1, 3));
    put("other", bytes(100, 4));
    var foreign = files();
    Log<String> log = openLog(small().checkpointsKept(1).build());
    addMany(log, 40, 300);
    publish(log);
    publish(log);
    assertRecovered();
    assertThat(files()).containsAllEntriesOf(foreign);
  }

  @Test
  @Tag("L1")
  void reader_fromAnyId_beginsThere() throws Exception {
    Log<String> log = openLog(small().build());
    addMany(log, 30, 300);
    log.append("marker follows").await();
    note(31, "marker follows");
    publish(log);
    addMany(log, 30, 300);
    List<String> all = model();
    for (int from = 1; from <= 31; from++) {
      assertThat(readFrom(from)).isEqualTo(all.subList(from - 1, all.size()));
    }
    assertThat(readFrom(32)).as("from the marker's id").isEqualTo(all.subList(31, all.size()));
    for (int from = 33; from <= 62; from++) {
      assertThat(readFrom(from)).isEqualTo(all.subList(from - 2, all.size()));
    }
    assertThat(readFrom(63)).isEmpty();
    assertThat(readFrom(Long.MAX_VALUE)).isEmpty();
  }

  @Test
  @Tag("L1")
  void reader_misuse_isRefused() throws Exception {
    Log<String> log = openLog();
    add(log, "a");
    assertThatThrownBy(() -> LogReader.open(dir, Codecs.utf8(), 0))
        .isInstanceOf(IllegalArgumentException.class);
    try (LogReader<String> reader =
        LogReader.open(dir, Codecs.utf8(), 1, LogReader.Extent.WRITTEN)) {
      assertThatThrownBy(reader::id).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(reader::entry).isInstanceOf(IllegalStateException.class);
      assertThat(reader.next()).isTrue();
      assertThat(reader.entry()).isEqualTo("a");
      assertThat(reader.entry()).as("a second time").isEqualTo("a");
      assertThat(reader.next()).isFalse();
      assertThat(reader.next()).as("a second time").isFalse();
    }
  }

  @Test
  @Tag("L14")
  void reader_ofTruncatedIds_isTold() throws Exception {
    Log<String> log = openLog(small().checkpointsKept(1).build());
    addMany(log, 50, 300);
    publish(log);
    add(log, "kept");
    assertThatThrownBy(() -> readFrom(1)).isInstanceOf(TruncatedException.class);
    assertThat(readFrom(51)).containsExactly("52=kept");
  }

  @Test
  @Tag("L14")
  void reader_openWhileItsPlaceIsTruncated_endsInOrderOrIsTold() throws Exception {
    Log<String> log = openLog(small().checkpointsKept(1).build());
    addMany(log, 50, 300);
    try (LogReader<String> reader =
        LogReader.open(dir, Codecs.utf8(), 1, LogReader.Extent.WRITTEN)) {
      assertThat(reader.next()).isTrue();
      publish(log);
      addMany(log, 50, 300);
      publish(log);
      int read = 1;
      boolean truncated = false;
      try {
        while (reader.next()) {
          read++;
          assertThat(reader.id()).isEqualTo(read);
        }
      } catch (TruncatedException e) {
        truncated = true;
      }
      assertThat(truncated || read >= 50).as("read %s, truncated %s", read, truncated).isTrue();
    }
  }

  @Test
  @Tag("L14")
  void reader_besideALiveWriter_seesEntriesInOrderAndNoDamage() throws Exception {
    Log<String> log = openLog(MEDIUM);
    CompletableFuture<Long> written = new CompletableFuture<>();
    Thread writer =
        thread(
            () -> {
              try {
                for (int i = 1; i <= 3000; i++) {
                  log.append("entry " + i);
                  if (i % 10 == 0) {
                    log.sync();
                  }
                }
                log.sync();
                written.complete(log.durableId());
              } catch (Exception e) {
                written.completeExceptionally(e);
              }
            });
    writer.start();
    long seen = 0;
    boolean last;
    do {
      last = written.isDone();
      long durable = log.durableId();
      long expected = 0;
      try (LogReader<String> reader =
          LogReader.open(dir, Codecs.utf8(), 1, LogReader.Extent.WRITTEN)) {
        while (reader.next()) {
          expected++;
          assertThat(reader.id()).isEqualTo(expected);
          assertThat(reader.entry()).isEqualTo("entry " + expected);
        }
      }
      assertThat(expected).isGreaterThanOrEqualTo(durable).isGreaterThanOrEqualTo(seen);
      seen = expected;
    } while (!last);
    assertThat(written.get(patience().toMillis(), TimeUnit.MILLISECONDS)).isEqualTo(seen);
  }

  @Test
  @Tag("L14")
  void recover_besideAWriterThatPublishes_neverFailsOrGoesBack() throws Exception {
    Log<String> log = openLog(MEDIUM);
    CompletableFuture<Integer> written = new CompletableFuture<>();
    Thread writer =
        thread(
            () -> {
              try {
                for (int i = 1; i <= 60; i++) {
                  addMany(log, 20, 100);
                  publish(log);
                }
                written.complete(60);
              } catch (Exception e) {
                written.completeExceptionally(e);
              }
            });
    writer.start();
    int seen = 0;
    boolean last;
    do {
      last = written.isDone();
      long durable = log.durableId();
      Recovered<List<String>, String> recovered = recovery().latest();
      assertThat(recovered.lastId()).isGreaterThanOrEqualTo(durable);
      assertThat(recovered.state()).hasSizeGreaterThanOrEqualTo(seen);
      seen = recovered.state().size();
    } while (!last);
    assertThat(written.get(patience().toMillis(), TimeUnit.MILLISECONDS)).isEqualTo(60);
    assertRecovered();
  }

  @Test
  @Tag("fault-90")
  @Tag("L14")
  void reader_besideAWriterThatTruncates_isInOrderOrTold() throws Exception {
    Log<String> log = openLog(small().checkpointsKept(1).build());
    CompletableFuture<Integer> written = new CompletableFuture<>();
    Thread writer =
        thread(
            () -> {
              try {
                for (int i = 1; i <= 60; i++) {
                  addMany(log, 20, 100);
                  publish(log);
                }
                written.complete(60);
              } catch (Exception e) {
                written.completeExceptionally(e);
              }
            });
    writer.start();
    int told = 0;
    int read = 0;
    while (!written.isDone()) {
      long from = Math.max(1, log.durableId() - 10);
      try (LogReader<String> reader =
          LogReader.open(dir, Codecs.utf8(), from, LogReader.Extent.WRITTEN)) {
        long before = from - 1;
        while (reader.next()) {
          // A marker may stand between two entries, so an id may be left out, but no more.
          assertThat(reader.id()).isBetween(before + 1, before + 2);
          before = reader.id();
          read++;
        }
      } catch (TruncatedException e) {
        told++;
      }
    }
    assertThat(written.get(patience().toMillis(), TimeUnit.MILLISECONDS)).isEqualTo(60);
    assertThat(read + told).isPositive();
  }
}
