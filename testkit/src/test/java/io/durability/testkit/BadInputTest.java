package io.durability.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.durability.Codecs;
import io.durability.Log;
import io.durability.LogOptions;
import io.durability.RecordLog;
import io.durability.RecordReader;
import io.durability.errors.CorruptException;
import io.durability.errors.DurabilityException;
import io.durability.errors.UnsupportedException;
import io.durability.storage.Condition;
import io.durability.storage.Directory;
import io.durability.storage.FileInfo;
import io.durability.storage.MemoryDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Each kind of file of a log, in each bad shape: what is wrong is told by a typed error that names
 * file, offset and entry where they exist, and nothing in the directory changes. What no error can
 * come of, by the contract's blind spots, is in {@link CutEveryByteTest}; calls with bad arguments
 * are in {@link BadCallTest}, and what only a disk can do wrong is in {@code FsBadInputTest}.
 */
final class BadInputTest extends LogFixture {

  private static final LogOptions OPTIONS =
      LogOptions.builder()
          .segmentBytes(4096)
          .checkpointsKept(1)
          .idleWatermark(Duration.ZERO)
          .build();

  private static final int NONE = -1;

  private final NavigableMap<String, byte[]> written = new TreeMap<>();

  @Override
  protected MemoryDirectory open() {
    return new MemoryDirectory();
  }

  /** What is done with a damaged log. */
  private interface Use {
    void of(Directory directory) throws IOException;
  }

  /** A row of the table; offset and entry are {@link #NONE} where an error has none. */
  private record Row(
      String what,
      Map<String, byte[]> instead,
      Class<? extends DurabilityException> error,
      String file,
      long offset,
      long entry) {}

  private static void recover(Directory directory) throws IOException {
    LogFixture.recovery(directory).latest();
  }

  private static void claim(Directory directory) throws IOException {
    Log.open(directory, Codecs.utf8(), OPTIONS).close();
  }

  /** A checkpoint of entry 4 alone; segments from there on, the last one with three entries. */
  private Shape writeLog() throws IOException {
    try (Log<String> log = openLog(OPTIONS)) {
      for (int i = 1; i <= 4; i++) {
        add(log, text(1500, i));
      }
      publish(log);
      for (int i = 6; i <= 9; i++) {
        add(log, text(1500, i));
      }
      add(log, text(3000, 10));
      add(log, text(200, 11));
      add(log, text(200, 12));
    }
    for (FileInfo file : dir.list("")) {
      written.put(file.name().value(), read(file.name().value()));
    }
    List<String> segments = segments();
    return new Shape(
        segments.get(segments.size() - 3),
        segments.get(segments.size() - 2),
        segments.get(segments.size() - 1),
        checkpoints().get(0));
  }

  /** The files of the log that is damaged. */
  private record Shape(String first, String closed, String last, String checkpoint) {}

  private Row row(
      String what,
      String file,
      UnaryOperator<byte[]> damage,
      Class<? extends DurabilityException> error,
      long offset,
      long entry) {
    return new Row(
        file + " " + what,
        Map.of(file, damage.apply(written.get(file).clone())),
        error,
        file,
        offset,
        entry);
  }

  private void check(Row row, Use use) throws IOException {
    MemoryDirectory damaged = new MemoryDirectory();
    NavigableMap<String, byte[]> files = new TreeMap<>(written);
    files.putAll(row.instead());
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      damaged.write(name(file.getKey()), buffer(file.getValue()), Condition.none());
    }
    Map<String, ByteBuffer> before = snapshot(damaged);
    Throwable thrown = catchThrowable(() -> use.of(damaged));
    assertThat(thrown).as(row.what()).isInstanceOf(row.error());
    DurabilityException failure = (DurabilityException) thrown;
    assertThat(failure.location().file()).as(row.what()).isEqualTo(row.file());
    assertThat(failure.location().offset()).as(row.what() + ", offset").isEqualTo(row.offset());
    assertThat(failure.location().entryId()).as(row.what() + ", entry").isEqualTo(row.entry());
    assertThat(failure).hasMessageContaining(row.file());
    assertThat(snapshot(damaged)).as(row.what() + ", afterwards").isEqualTo(before);
  }

  private static Map<String, ByteBuffer> snapshot(Directory directory) throws IOException {
    Map<String, ByteBuffer> files = new TreeMap<>();
    SpecimenWriter.read(directory)
        .forEach((name, content) -> files.put(name, ByteBuffer.wrap(content)));
    return files;
  }

  private static UnaryOperator<byte[]> cut(int at) {
    return file -> Arrays.copyOf(file, at);
  }

  private static UnaryOperator<byte[]> zeroed(int from, int to) {
    return file -> {
      Arrays.fill(file, from, Math.min(to, file.length), (byte) 0);
      return file;
    };
  }

  private static UnaryOperator<byte[]> garbage(int from, int to) {
    return file -> {
      byte[] random = new byte[Math.min(to, file.length) - from];
      new Random(from).nextBytes(random);
      System.arraycopy(random, 0, file, from, random.length);
      return file;
    };
  }

  private static byte[] newer(byte[] file) {
    return LogBytes.withVersion(file, 2);
  }

  private static byte[] foreign(byte[] file) {
    return ForeignBytes.inPlaceOf(file, "other-log");
  }

  @Test
  @Tag("L15")
  void closedSegment_inAnyBadShape_isToldByRecovery() throws Exception {
    Shape log = writeLog();
    String file = log.closed();
    LogBytes.Header header = LogBytes.header(written.get(file)).orElseThrow();
    int body = header.bytes() + 100;
    int size = written.get(file).length;
    long first = header.firstId();
    Class<CorruptException> corrupt = CorruptException.class;
    for (Row row :
        List.of(
            row("truncated", file, cut(size / 2), corrupt, size / 2, first),
            row("zeroed", file, zeroed(body, size), corrupt, header.bytes(), first),
            row("garbage", file, garbage(body, size), corrupt, header.bytes(), first),
            row("of another log", file, BadInputTest::foreign, corrupt, 0, NONE),
            row("header truncated", file, cut(50), corrupt, 0, NONE),
            row("header zeroed", file, zeroed(0, header.bytes()), corrupt, 0, NONE),
            row("header garbage", file, garbage(0, header.bytes()), corrupt, 0, NONE),
            row("emptied", file, cut(0), corrupt, 0, NONE),
            row("newer", file, BadInputTest::newer, UnsupportedException.class, NONE, NONE),
            row("another segment", file, f -> written.get(log.first()), corrupt, 0, NONE))) {
      check(row, BadInputTest::recover);
    }
  }

  @Test
  void lastSegment_inAnyBadShape_isToldByRecoveryAndClaim() throws Exception {
    Shape log = writeLog();
    String file = log.last();
    LogBytes.Header header = LogBytes.header(written.get(file)).orElseThrow();
    int begin = header.bytes();
    long first = header.firstId();
    Class<CorruptException> corrupt = CorruptException.class;
    for (Row row :
        List.of(
            row("zeroed", file, zeroed(begin, begin + 40), corrupt, begin, first),
            row("garbage", file, garbage(begin + 8, begin + 90), corrupt, begin, first),
            row("header zeroed", file, zeroed(0, begin), corrupt, 0, NONE),
            row("header garbage", file, garbage(0, begin), corrupt, 0, NONE),
            row("newer", file, BadInputTest::newer, UnsupportedException.class, NONE, NONE),
            row("another segment", file, f -> written.get(log.first()), corrupt, 0, NONE))) {
      check(row, BadInputTest::recover);
      check(row, BadInputTest::claim);
    }
    // Of two logs, it is the one before that is told of: which is wrong cannot be known.
    Row foreign =
        new Row(
            "last segment of another log",
            Map.of(file, foreign(written.get(file))),
            corrupt,
            log.closed(),
            0,
            NONE);
    check(foreign, BadInputTest::recover);
    check(foreign, BadInputTest::claim);
  }

  @Test
  void segmentsSwapped_areTold() throws Exception {
    Shape log = writeLog();
    Map<String, byte[]> swapped =
        Map.of(log.closed(), written.get(log.last()), log.last(), written.get(log.closed()));
    Row row = new Row("swapped", swapped, CorruptException.class, log.last(), 0, NONE);
    check(row, BadInputTest::recover);
    check(row, BadInputTest::claim);
  }

  /** The only checkpoint that is kept: without it there is no state. */
  @Test
  @Tag("L15")
  void checkpoint_inAnyBadShape_isToldByRecovery() throws Exception {
    String file = writeLog().checkpoint();
    int size = written.get(file).length;
    List<UnaryOperator<byte[]>> damages = new ArrayList<>();
    damages.add(cut(0));
    damages.add(cut(40));
    damages.add(cut(size - 1));
    damages.add(zeroed(0, 64));
    damages.add(zeroed(64, size));
    damages.add(garbage(0, 64));
    damages.add(garbage(80, size));
    damages.add(content -> ForeignBytes.inPlaceOf(content, "other-state"));
    damages.add(content -> ForeignBytes.inPlaceOf(content, "text"));
    damages.add(content -> written.get(segmentsOf(written).get(0)));
    for (UnaryOperator<byte[]> damage : damages) {
      Row row = row("damaged", file, damage, CorruptException.class, NONE, NONE);
      check(row, directory -> recoverNaming(directory, file));
    }
    check(
        row("newer", file, BadInputTest::newer, UnsupportedException.class, NONE, NONE),
        BadInputTest::recover);
  }

  private static List<String> segmentsOf(NavigableMap<String, byte[]> files) {
    return files.keySet().stream().filter(name -> name.startsWith("wal/")).toList();
  }

  /** Throws the failure that names the file, which is the cause of there being no state. */
  private static void recoverNaming(Directory directory, String file) throws IOException {
    try {
      recover(directory);
    } catch (CorruptException e) {
      assertThat(e).hasMessageContaining("does not hold every entry");
      assertThat(e.getCause()).isInstanceOf(CorruptException.class);
      assertThat(((CorruptException) e.getCause()).location().file()).isEqualTo(file);
      throw new CorruptException(
          String.valueOf(e.getCause().getMessage()),
          io.durability.errors.Location.of(directory, file));
    }
  }

  @Test
  void frontier_missingOrTooFar_isTold_andItsContentMeansNothing() throws Exception {
    writeLog();
    String frontier = names("frontier/").get(0);
    MemoryDirectory other = new MemoryDirectory();
    for (Map.Entry<String, byte[]> file : written.entrySet()) {
      byte[] content = file.getKey().equals(frontier) ? bytes(100, 1) : file.getValue();
      other.write(name(file.getKey()), buffer(content), Condition.none());
    }
    assertThat(recovery(other).latest().state()).isEqualTo(model());
    String far = "frontier/01" + "0".repeat(18);
    Row tooFar =
        new Row(
            "frontier too far",
            Map.of(far, new byte[0]),
            CorruptException.class,
            "wal/",
            NONE,
            NONE);
    check(tooFar, BadInputTest::recover);
    check(tooFar, BadInputTest::claim);
  }

  @Test
  @Tag("L15")
  void recordLog_inAnyBadShape_isToldByItsReader() throws Exception {
    try (RecordLog<String> audit = RecordLog.open(dir, "audit", Codecs.utf8(), OPTIONS)) {
      for (int i = 1; i <= 3; i++) {
        assertThat(audit.appendDurable(text(500, i))).isEqualTo(i);
      }
    }
    String file = names("audit/").get(0);
    written.put(file, read(file));
    // Named as in the log, whose folder the directory of the error tells.
    String inLog = file.substring("audit/".length());
    int begin = LogBytes.header(written.get(file)).orElseThrow().bytes();
    Class<CorruptException> corrupt = CorruptException.class;
    for (Row row :
        List.of(
            row("zeroed", file, zeroed(begin, begin + 64), corrupt, begin, 1),
            row("garbage", file, garbage(begin + 40, begin + 80), corrupt, begin, 1),
            row("header zeroed", file, zeroed(0, begin), corrupt, 0, NONE),
            row("newer", file, BadInputTest::newer, UnsupportedException.class, NONE, NONE))) {
      check(
          new Row(row.what(), row.instead(), row.error(), inLog, row.offset(), row.entry()),
          BadInputTest::readRecords);
    }
  }

  private static void readRecords(Directory directory) throws IOException {
    try (RecordReader<String> reader = RecordReader.open(directory, "audit", Codecs.utf8(), 1)) {
      while (reader.next()) {
        assertThat(reader.record()).isNotEmpty();
      }
    }
  }
}
