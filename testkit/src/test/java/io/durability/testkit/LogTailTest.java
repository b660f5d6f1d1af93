package io.durability.testkit;

import static io.durability.testkit.Operation.Verb.APPENDER_WRITE;
import static io.durability.testkit.Operation.Verb.OPEN;
import static io.durability.testkit.Operation.Verb.SYNC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.Codecs;
import io.durability.Log;
import io.durability.LogOptions;
import io.durability.LogReader;
import io.durability.LogReader.Extent;
import io.durability.errors.DurabilityException;
import io.durability.errors.SupersededException;
import io.durability.errors.TruncatedException;
import io.durability.errors.UnavailableException;
import io.durability.storage.Directory;
import io.durability.storage.FileInfo;
import io.durability.storage.FilterDirectory;
import io.durability.storage.MemoryDirectory;
import io.durability.storage.Pending;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A reader that waits, across all that can happen to the log under it. */
final class LogTailTest extends LogFixture {

  private static final Duration NOW = Duration.ZERO;

  private final FaultDirectory faults = new FaultDirectory(new MemoryDirectory());

  @Override
  protected FaultDirectory open() {
    return faults;
  }

  private static LogOptions kept(int checkpoints) {
    return LogOptions.builder()
        .segmentBytes(4096)
        .checkpointsKept(checkpoints)
        .idleWatermark(NOW)
        .build();
  }

  private List<String> await(LogReader<String> reader, int count) throws Exception {
    List<String> found = new ArrayList<>();
    while (found.size() < count && reader.next(patience())) {
      found.add(line(reader.id(), reader.entry()));
    }
    return found;
  }

  private static List<String> rest(LogReader<String> reader) throws Exception {
    List<String> found = new ArrayList<>();
    while (reader.next(NOW)) {
      found.add(line(reader.id(), reader.entry()));
    }
    return found;
  }

  @Test
  void tail_ofALogThatIsNotThereYet_seesItsFirstEntry() throws Exception {
    try (LogReader<String> reader = LogReader.open(dir, Codecs.utf8(), 1)) {
      assertThat(reader.next(NOW)).isFalse();
      Log<String> log = openLog(kept(2));
      assertThat(reader.next(NOW)).isFalse();
      add(log, "a");
      add(log, "b");
      assertThat(reader.next(patience())).isTrue();
      assertThat(reader.entry()).isEqualTo("a");
    }
  }

  @Test
  void tail_besideAWriter_overRotationsAndPublishes_seesEachEntryOnce() throws Exception {
    Log<String> log = openLog(kept(2));
    FutureTask<List<String>> durable = tailing(LogReader.open(dir, Codecs.utf8(), 1), 300);
    FutureTask<List<String>> own = tailing(log.read(1), 301);
    // A reader by directory has no hold, and may rightly be told that it fell behind a truncation.
    LogReader<String> hold = log.read(1);
    for (int round = 0; round < 10; round++) {
      addMany(log, 30, 200);
      if (round % 3 == 0) {
        publish(log);
      }
    }
    add(log, "last");
    assertThat(own.get(patience().toMillis(), TimeUnit.MILLISECONDS)).isEqualTo(model());
    assertThat(durable.get(patience().toMillis(), TimeUnit.MILLISECONDS))
        .isEqualTo(model().subList(0, 300));
    hold.close();
    assertThat(segments().size()).as("segments left").isGreaterThan(3);
  }

  private FutureTask<List<String>> tailing(LogReader<String> reader, int count) {
    FutureTask<List<String>> task =
        new FutureTask<>(
            () -> {
              try (reader) {
                return await(reader, count);
              }
            });
    thread(task).start();
    return task;
  }

  @Test
  void tail_overTakeovers_goesOnWithTheNextWriter() throws Exception {
    List<Log<String>> writers = new ArrayList<>();
    writers.add(openLog(kept(2)));
    try (LogReader<String> reader = LogReader.open(dir, Codecs.utf8(), 1, Extent.WRITTEN)) {
      int read = 0;
      for (int round = 0; round < 6; round++) {
        Log<String> log = writers.get(round);
        addMany(log, 5, 300);
        assertThat(rest(reader)).isEqualTo(model().subList(read, model().size()));
        read = model().size();
        writers.add(openLog(kept(2)));
        assertThat(rest(reader)).isEmpty();
        assertThatThrownBy(() -> log.appendDurable("late")).isInstanceOf(SupersededException.class);
        assertThat(rest(reader)).isEmpty();
      }
    }
  }

  @Test
  void tail_ofASegmentThatIsSeenBeforeItsHeader_goesOnWhenTheHeaderIsThere() throws Exception {
    Log<String> log = openLog(small().segmentBytes(1 << 20).idleWatermark(NOW).build());
    add(log, "a");
    for (Operation.Verb verb : List.of(APPENDER_WRITE, SYNC)) {
      try (LogReader<String> reader = LogReader.open(dir, Codecs.utf8(), 1, Extent.WRITTEN);
          LogReader<String> own = log.read(1)) {
        rest(reader);
        rest(own);
        FutureTask<Boolean> publishing = new FutureTask<>(() -> publish(log).markerId() > 0);
        // The marker's own write and sync come first, the header's are the second.
        try (Gate gate = faults.pauseBefore(When.on(verb).under("wal/").nth(2))) {
          thread(publishing).start();
          gate.awaitReached(patience());
          assertThat(rest(reader)).isEmpty();
          assertThat(rest(own)).isEmpty();
        }
        assertThat(publishing.get(patience().toMillis(), TimeUnit.MILLISECONDS)).isTrue();
        int before = model().size();
        add(log, "behind the header");
        add(log, "and another");
        assertThat(rest(own)).isEqualTo(model().subList(before, before + 2));
        assertThat(rest(reader)).isEqualTo(model().subList(before, before + 2));
      }
    }
  }

  @Test
  void tail_thatFallsBehindATruncation_isTold() throws Exception {
    Log<String> log = openLog(kept(1));
    addMany(log, 3, 300);
    try (LogReader<String> reader = LogReader.open(dir, Codecs.utf8(), 1, Extent.WRITTEN)) {
      assertThat(await(reader, 2)).hasSize(2);
      addMany(log, 60, 300);
      publish(log);
      addMany(log, 60, 300);
      publish(log);
      assertThatThrownBy(() -> await(reader, 200)).isInstanceOf(TruncatedException.class);
    }
  }

  @Test
  @Tag("L14")
  void tail_truncatedBeforeAnyOpenOfALook_isTold() throws Exception {
    AtomicBoolean reached = new AtomicBoolean(true);
    int opens = 0;
    while (reached.compareAndSet(true, false)) {
      opens++;
      // Where not all that can be read is durable, a reader opens each segment twice.
      Directory store = new WriteBackDirectory(new MemoryDirectory());
      FaultDirectory looking = new FaultDirectory(store);
      try (Log<String> log = Log.open(store, Codecs.utf8(), kept(1));
          LogReader<String> reader = LogReader.open(looking, Codecs.utf8(), 1)) {
        log.appendDurable("a");
        log.appendDurable("b");
        assertThat(reader.next(NOW)).isTrue();
        log.appendDurable("c");
        looking.before(
            When.on(OPEN).under("wal/").nth(opens),
            operation -> {
              if (reached.compareAndSet(false, true)) {
                truncateAll(log);
              }
            });
        boolean told = false;
        try {
          rest(reader);
        } catch (TruncatedException e) {
          told = true;
        }
        assertThat(told).as("before open %d", opens).isEqualTo(reached.get());
      }
    }
    assertThat(opens).isGreaterThan(3);
  }

  @Test
  @Tag("L14")
  void tail_whereAListingMissesTheFrontierThatChangesMeanwhile_isTold() throws Exception {
    for (int nth = 1; nth < 6; nth++) {
      MemoryDirectory store = new MemoryDirectory();
      try (Log<String> log = Log.open(store, Codecs.utf8(), kept(1))) {
        log.appendDurable("a");
        Directory looking = new MissesFrontier(store, nth);
        try (LogReader<String> reader = LogReader.open(looking, Codecs.utf8(), 1, Extent.WRITTEN)) {
          truncateAll(log);
          assertThatThrownBy(
                  () -> {
                    for (int look = 0; look < 3; look++) {
                      rest(reader);
                    }
                  })
              .as("listing %d", nth)
              .isInstanceOf(TruncatedException.class);
        }
      }
    }
  }

  /** Shows no frontier once, as a folder may that changes while it is listed. */
  private static final class MissesFrontier extends FilterDirectory {

    private int left;

    MissesFrontier(Directory in, int nth) {
      super(in);
      left = nth;
    }

    @Override
    public List<FileInfo> list(String prefix, String after) throws DurabilityException {
      List<FileInfo> found = in.list(prefix, after);
      return prefix.equals("frontier/") && --left == 0 ? List.of() : found;
    }

    @Override
    public Pending<List<FileInfo>> beginList(String prefix) {
      return () -> list(prefix);
    }
  }

  @Test
  @Tag("L14")
  void tail_afterAnyFailedOpen_goesOnWithoutAGap() throws Exception {
    for (Extent extent : Extent.values()) {
      boolean failed = true;
      int opens = 0;
      while (failed) {
        opens++;
        Directory store = new WriteBackDirectory(new MemoryDirectory());
        FaultDirectory looking = new FaultDirectory(store);
        List<String> expected = new ArrayList<>();
        try (Log<String> log = Log.open(store, Codecs.utf8(), kept(2));
            LogReader<String> reader = LogReader.open(looking, Codecs.utf8(), 1, extent)) {
          for (int i = 0; i < 30; i++) {
            expected.add(line(log.appendDurable("x".repeat(300)), "x".repeat(300)));
          }
          log.appendDurable("proves the one before");
          Fault fault = looking.failOnce(When.on(OPEN).under("wal/").nth(opens), Fault.Mode.BEFORE);
          List<String> found = new ArrayList<>();
          int failures = 0;
          for (int look = 0; look < 3; look++) {
            try {
              while (reader.next(NOW)) {
                found.add(line(reader.id(), reader.entry()));
              }
            } catch (UnavailableException e) {
              failures++;
            }
          }
          failed = fault.fired();
          assertThat(failures).isEqualTo(failed ? 1 : 0);
          assertThat(found.subList(0, 30)).as("open %d failed", opens).isEqualTo(expected);
        }
      }
      assertThat(opens).isGreaterThan(5);
    }
  }

  @Test
  void reader_afterClose_isRefused() throws Exception {
    Log<String> log = openLog(kept(2));
    add(log, "a");
    LogReader<String> reader = LogReader.open(dir, Codecs.utf8(), 1, Extent.WRITTEN);
    reader.close();
    assertThatThrownBy(reader::next).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> reader.next(NOW)).isInstanceOf(IllegalStateException.class);
    reader.close();
  }

  private static void truncateAll(Log<String> log) {
    try {
      for (int i = 0; i < 2; i++) {
        PUBLISHER.publish(log, List.of(), log.appendDurable("published"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void tail_timeout_isKept_andAnInterruptEndsTheWait() throws Exception {
    Log<String> log = openLog(kept(2));
    try (LogReader<String> reader = log.read(1)) {
      long begun = System.nanoTime();
      assertThat(reader.next(Duration.ofMillis(60))).isFalse();
      assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(60_000_000);
      assertThat(reader.next(Duration.ofMillis(-1))).isFalse();
      Thread.currentThread().interrupt();
      assertThat(reader.next(Duration.ofDays(1_000_000))).isFalse();
      assertThat(Thread.interrupted()).isTrue();
      add(log, "a");
    }
  }

  @Test
  void read_beyondWhatIsDurable_neverShowsIt_andShowsItAtOnceAfter() throws Exception {
    Log<String> log = openLog(kept(2));
    add(log, "a");
    try (LogReader<String> reader = log.read(1)) {
      assertThat(rest(reader)).containsExactly("1=a");
      FutureTask<Long> appending = new FutureTask<>(() -> log.appendDurable("b"));
      try (Gate gate = faults.pauseBefore(When.on(SYNC).under("wal/"))) {
        thread(appending).start();
        gate.awaitReached(patience());
        assertThat(rest(reader)).isEmpty();
      }
      assertThat(appending.get(patience().toMillis(), TimeUnit.MILLISECONDS)).isEqualTo(2);
      assertThat(rest(reader)).containsExactly("2=b");
    }
  }
}
