package io.durability.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.durability.Codecs;
import io.durability.Log;
import io.durability.LogCopy;
import io.durability.LogInspection;
import io.durability.LogOptions;
import io.durability.LogReader;
import io.durability.Publisher;
import io.durability.Recovered;
import io.durability.Recovery;
import io.durability.StateCodec;
import io.durability.errors.DurabilityException;
import io.durability.errors.TruncatedException;
import io.durability.storage.Directory;
import io.durability.storage.FileName;
import io.durability.storage.FileReader;
import io.durability.storage.FilterDirectory;
import io.durability.storage.MemoryDirectory;
import io.durability.storage.Pending;
import io.durability.testkit.host.TempDirInMemory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log that is written into the files of its deleted segments, seen by another directory. */
final class SpareLogTest {

  private static final int ENTRY_BYTES = 100_000;
  private static final int SYNCED_EACH = 4;
  private static final int SEGMENT_BYTES = 4 << 20;
  private static final Duration IDLE = Duration.ofMillis(1);
  private static final StateCodec<String> STATE = StateCodec.of(Codecs.utf8());

  @TempDir(factory = TempDirInMemory.class)
  Path place;

  private static void fill(Log<byte[]> log, int entries) throws Exception {
    for (int i = 0; i < entries; i++) {
      byte[] entry = new byte[ENTRY_BYTES];
      Arrays.fill(entry, (byte) (i + 1));
      log.append(entry);
      if (i % SYNCED_EACH == 0) {
        // So that segments are filled: a batch goes whole into the next one.
        log.sync();
      }
    }
    log.sync();
  }

  private static void publish(Log<byte[]> log) throws Exception {
    long id = log.appendDurable(new byte[] {1});
    Publisher.of(STATE).publish(log, "published", id);
  }

  private static LogOptions options() {
    return LogOptions.builder()
        .segmentBytes(SEGMENT_BYTES)
        .checkpointsKept(1)
        .idleWatermark(Duration.ZERO)
        .build();
  }

  /** Returns the files of the segments, whatever names they have, in the order of those. */
  private List<Object> files() throws IOException {
    List<Object> keys = new ArrayList<>();
    try (Stream<Path> segments = Files.list(place.resolve("wal"))) {
      for (Path segment : segments.sorted().toList()) {
        keys.add(Files.readAttributes(segment, BasicFileAttributes.class).fileKey());
      }
    }
    return keys;
  }

  /** Has the first segment deleted and no other, and goes on in its file. */
  private void goOnInTheFirstFile(Log<byte[]> log) throws Exception {
    List<Object> before = files();
    for (long id = 44; id <= 45; id++) {
      Publisher.of(STATE).publish(log, "published", id);
    }
    fill(log, 30);
    assertThat(files()).containsAll(before).first().isEqualTo(before.get(1));
  }

  /** Opens a log that goes on in the file of a segment that it has deleted. */
  private Log<byte[]> wornIn(Directory directory) throws Exception {
    Log<byte[]> log = Log.open(directory, Codecs.bytes(), options());
    fill(log, 45);
    publish(log);
    publish(log);
    try (Stream<Path> segments = Files.list(place.resolve("wal"))) {
      Path last = segments.sorted().reduce((a, b) -> b).orElseThrow();
      assertThat(Files.size(last)).isGreaterThan(SEGMENT_BYTES / 2);
    }
    return log;
  }

  private static Recovered<String, byte[]> recovered(Directory from) throws Exception {
    return Recovery.of(
            from, STATE, Codecs.bytes(), () -> "", (state, id, entry) -> state + entry[0] + ";")
        .latest();
  }

  @Test
  @Tag("L1")
  void recovery_besideTheWriter_findsWhatWasAcked_andTakesNothingForTorn() throws Exception {
    try (Directory directory = FsDirectory.open(place);
        Directory other = FsDirectory.open(place);
        Log<byte[]> log = wornIn(directory)) {
      StringBuilder expected = new StringBuilder("published");
      for (int entry = 1; entry < 30; entry++) {
        log.appendDurable(new byte[] {(byte) entry});
        expected.append(entry).append(';');
        Recovered<String, byte[]> recovered = recovered(other);
        assertThat(recovered.state()).isEqualTo(expected.toString());
        assertThat(recovered.bytesDropped()).isZero();
      }
    }
  }

  @Test
  void looks_atAnEndThatDoesNotChange_readLittle_andSeeWhatComes() throws Exception {
    try (Directory directory = FsDirectory.open(place);
        Counted other = new Counted(FsDirectory.open(place));
        Log<byte[]> log = wornIn(directory)) {
      long first = log.appendDurable(new byte[] {1});
      log.appendDurable(new byte[] {2});
      try (LogReader<byte[]> reader = LogReader.open(other, Codecs.bytes(), first)) {
        assertThat(reader.next(Duration.ZERO)).isTrue();
        assertThat(reader.next(Duration.ZERO)).isFalse();
        other.bytes = 0;
        for (int look = 0; look < 50; look++) {
          assertThat(reader.next(Duration.ZERO)).isFalse();
        }
        assertThat(other.bytes / 50).isBetween(1L, 600_000L);
        long last = log.appendDurable(new byte[] {3});
        log.appendDurable(new byte[] {4});
        while (reader.next(Duration.ofSeconds(30)) && reader.id() < last) {
          assertThat(reader.entry()).hasSize(1);
        }
        assertThat(reader.id()).isEqualTo(last);
      }
    }
  }

  @Test
  @Tag("L14")
  @Tag("fault-94")
  void readerOfASegmentThatIsWrittenAgain_isToldThatItFellBehind() throws Exception {
    try (Directory directory = FsDirectory.open(place);
        Directory other = FsDirectory.open(place);
        Log<byte[]> log = Log.open(directory, Codecs.bytes(), options());
        LogReader<byte[]> reader = LogReader.open(other, Codecs.bytes(), 1)) {
      fill(log, 45);
      log.appendDurable(new byte[] {1});
      assertThat(reader.next(Duration.ofSeconds(30))).isTrue();
      goOnInTheFirstFile(log);
      Optional<DurabilityException> told = Optional.empty();
      try {
        while (reader.next(Duration.ZERO)) {
          assertThat(reader.entry()).containsOnly((byte) reader.id());
        }
      } catch (DurabilityException e) {
        told = Optional.of(e);
      }
      assertThat(told).containsInstanceOf(TruncatedException.class);
    }
  }

  @Test
  @Tag("P10")
  @Tag("fault-94")
  void copyOfSegmentsThatAreWrittenAgainMeanwhile_startsOver() throws Exception {
    try (Directory directory = FsDirectory.open(place);
        Directory other = FsDirectory.open(place);
        Directory copy = new MemoryDirectory();
        Log<byte[]> log = Log.open(directory, Codecs.bytes(), options())) {
      fill(log, 45);
      AtomicBoolean begun = new AtomicBoolean();
      LogCopy.of(other, copy)
          .run(
              (done, all) -> {
                if (begun.compareAndSet(false, true)) {
                  assertThatCode(() -> goOnInTheFirstFile(log)).doesNotThrowAnyException();
                }
              },
              (done, all) -> {});
      assertThat(begun).isTrue();
      assertThat(recovered(copy).state()).isEqualTo(recovered(other).state()).contains("30;");
    }
  }

  @Test
  @Tag("L14")
  @Tag("fault-94")
  void readerBesideAWriterThatGoesOnInDeletedFiles_seesEachEntryAsItWas_orIsTold()
      throws Exception {
    LogOptions small =
        LogOptions.builder().segmentBytes(64 << 10).checkpointsKept(1).idleWatermark(IDLE).build();
    try (Directory directory = FsDirectory.open(place);
        Directory other = FsDirectory.open(place);
        Log<String> log = Log.open(directory, Codecs.utf8(), small)) {
      log.appendDurable(entry(1));
      AtomicBoolean done = new AtomicBoolean();
      FutureTask<Integer> reading = new FutureTask<>(() -> readWhile(other, done));
      new Thread(reading, "reader").start();
      Set<Object> seen = new HashSet<>();
      int reused = 0;
      for (int round = 0; round < 200; round++) {
        for (int i = 0; i < 200; i++) {
          log.append(entry(log.lastId() + 1));
        }
        log.sync();
        Publisher.of(STATE).publish(log, "published", log.durableId());
        List<Object> now = files();
        reused += seen.contains(now.get(now.size() - 1)) ? 1 : 0;
        seen.addAll(now);
      }
      done.set(true);
      assertThat(reading.get(60, TimeUnit.SECONDS)).as("entries read").isGreaterThan(100);
      assertThat(reused).as("segments in files of deleted ones").isGreaterThan(100);
    }
  }

  private static String entry(long id) {
    return id + "-" + "x".repeat((int) (id % 500));
  }

  /** Reads on from where it is, or from the first entry that is left; returns how many it read. */
  private static int readWhile(Directory directory, AtomicBoolean done) throws Exception {
    int read = 0;
    while (!done.get()) {
      try (LogReader<String> reader =
          LogReader.open(
              directory, Codecs.utf8(), LogInspection.of(directory).firstId().orElse(1))) {
        while (!done.get()) {
          if (reader.next(Duration.ofMillis(1))) {
            assertThat(reader.entry()).isEqualTo(entry(reader.id()));
            read++;
          }
        }
      } catch (TruncatedException e) {
        assertThat(e.location().file()).startsWith("wal/");
      }
    }
    return read;
  }

  /** Counts the bytes that are read. */
  private static final class Counted extends FilterDirectory {

    private long bytes;

    Counted(Directory in) {
      super(in);
    }

    @Override
    public Pending<FileReader> beginOpen(FileName name) {
      return () -> open(name);
    }

    @Override
    public FileReader open(FileName name) throws DurabilityException {
      FileReader file = in.open(name);
      return new FileReader() {
        @Override
        public long size() {
          return file.size();
        }

        @Override
        public void read(long position, ByteBuffer target) throws DurabilityException {
          bytes += target.remaining();
          file.read(position, target);
        }

        @Override
        public void close() throws DurabilityException {
          file.close();
        }
      };
    }
  }
}
