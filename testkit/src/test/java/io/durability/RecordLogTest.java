package io.durability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.errors.DurabilityException;
import io.durability.errors.NotFoundException;
import io.durability.errors.SupersededException;
import io.durability.storage.Appender;
import io.durability.storage.Directory;
import io.durability.storage.FileInfo;
import io.durability.storage.FileName;
import io.durability.storage.FileReader;
import io.durability.storage.MemoryDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A plain log of records: numbers, reopening, and what a crash leaves at its end. */
final class RecordLogTest {

  private static final LogOptions QUIET =
      LogOptions.builder().idleWatermark(Duration.ZERO).segmentBytes(4096).build();

  private final Directory directory = new MemoryDirectory();

  private static RecordLog<String> open(Directory directory) throws DurabilityException {
    return RecordLog.open(directory, "audit", Codecs.utf8(), QUIET);
  }

  private static List<String> read(Directory directory, long from) throws IOException {
    try (RecordReader<String> reader =
        RecordReader.open(directory, "audit", Codecs.utf8(), from, LogReader.Extent.WRITTEN)) {
      return drain(reader, from);
    }
  }

  private static List<String> drain(RecordReader<String> reader, long from) throws IOException {
    List<String> records = new ArrayList<>();
    while (reader.next()) {
      assertThat(reader.number()).isEqualTo(from + records.size());
      records.add(reader.record());
    }
    return records;
  }

  @Test
  void records_areNumberedFromOneWithoutGaps_overReopening() throws Exception {
    List<String> all = new ArrayList<>();
    for (int round = 0; round < 3; round++) {
      try (RecordLog<String> log = open(directory)) {
        assertThat(log.lastNumber()).isEqualTo(all.size());
        for (int i = 0; i < 100; i++) {
          String record = "record " + round + " " + i;
          all.add(record);
          assertThat(log.append(record).id()).isEqualTo(all.size());
        }
        all.add("durable");
        assertThat(log.appendDurable("durable")).isEqualTo(all.size());
        try (RecordReader<String> reader = log.read(1)) {
          assertThat(drain(reader, 1)).isEqualTo(all);
        }
      }
      assertThat(read(directory, 1)).isEqualTo(all);
      assertThat(read(directory, 57)).isEqualTo(all.subList(56, all.size()));
      assertThat(read(directory, all.size() + 5)).isEmpty();
    }
    assertThat(directory.list("audit/wal/")).hasSizeGreaterThan(3);
  }

  @Test
  void reader_waitsForMore() throws Exception {
    try (RecordLog<String> log = open(directory);
        RecordReader<String> reader = log.read(1)) {
      assertThat(reader.next()).isFalse();
      log.append("a");
      log.sync();
      assertThat(reader.next(Duration.ofSeconds(30))).isTrue();
      assertThat(reader.record()).isEqualTo("a");
    }
  }

  /** Returns a directory with the same files, but the one segment as given. */
  private static Directory withSegment(Directory from, byte[] content) throws Exception {
    MemoryDirectory copy = new MemoryDirectory();
    List<FileInfo> files = from.list("");
    assertThat(files).hasSize(1);
    try (Appender appender = copy.append(files.get(0).name())) {
      appender.write(ByteBuffer.wrap(content));
      appender.sync().join();
    }
    return copy;
  }

  private static byte[] segment(Directory directory) throws Exception {
    FileName name = directory.list("").get(0).name();
    try (FileReader reader = directory.open(name)) {
      ByteBuffer content = ByteBuffer.allocate((int) reader.size());
      reader.read(0, content);
      return content.array();
    }
  }

  @Test
  @Tag("fault-11")
  void tornTail_atEveryByte_isDropped_andTheLogGoesOn() throws Exception {
    List<String> all = List.of("first", "second record", "", "the fourth");
    RecordLog<String> log = open(directory);
    List<Integer> ends = new ArrayList<>();
    int header = segment(directory).length;
    for (String record : all) {
      log.appendDurable(record);
      ends.add(segment(directory).length);
    }
    byte[] whole = segment(directory);
    for (int cut = header; cut <= whole.length; cut++) {
      int length = cut;
      int left = (int) ends.stream().filter(end -> end <= length).count();
      Directory torn = withSegment(directory, Arrays.copyOf(whole, cut));
      assertThat(read(torn, 1)).as("cut at %d", cut).isEqualTo(all.subList(0, left));
      List<String> expected = new ArrayList<>(all.subList(0, left));
      try (RecordLog<String> reopened = open(torn)) {
        assertThat(reopened.appendDurable("after")).isEqualTo(left + 1);
        expected.add("after");
      }
      assertThat(read(torn, 1)).as("cut at %d, then written", cut).isEqualTo(expected);
    }
  }

  @Test
  @Tag("fault-12")
  void zeros_areNeverRecords() throws Exception {
    open(directory).appendDurable("one");
    byte[] whole = segment(directory);
    for (int zeros : new int[] {1, 7, 8, 31, 32, 33, 4096, 100_000}) {
      Directory longer = withSegment(directory, Arrays.copyOf(whole, whole.length + zeros));
      assertThat(read(longer, 1)).containsExactly("one");
      try (RecordLog<String> reopened = open(longer)) {
        assertThat(reopened.lastNumber()).isEqualTo(1);
        reopened.append("two");
      }
      assertThat(read(longer, 1)).containsExactly("one", "two");
    }
  }

  @Test
  void logs_inOneDirectory_areSeparate() throws Exception {
    try (RecordLog<String> audit = open(directory);
        RecordLog<String> other = RecordLog.open(directory, "other", Codecs.utf8())) {
      audit.append("a");
      assertThat(other.append("b").id()).isEqualTo(1);
    }
    assertThat(read(directory, 1)).containsExactly("a");
  }

  @Test
  void secondWriter_supersedesTheFirst() throws Exception {
    RecordLog<String> first = open(directory);
    first.appendDurable("a");
    try (RecordLog<String> second = open(directory)) {
      assertThatThrownBy(() -> first.appendDurable("lost"))
          .isInstanceOf(SupersededException.class)
          .hasMessageContaining("audit");
      second.append("b");
    }
    assertThatThrownBy(first::close).isInstanceOf(SupersededException.class);
    assertThat(read(directory, 1)).containsExactly("a", "b");
  }

  @Test
  void failures_leaveTheLogUsable() throws Exception {
    try (RecordLog<String> log =
        RecordLog.open(
            directory, "audit", Codecs.utf8(), LogOptions.builder().payloadBytesMax(10).build())) {
      assertThatThrownBy(() -> log.append("\uD800")).isInstanceOf(CharacterCodingException.class);
      assertThatIllegalArgumentException().isThrownBy(() -> log.append("x".repeat(11)));
      assertThat(log.appendDurable("x".repeat(10))).isEqualTo(1);
    }
  }

  @Test
  void absentLog_isNotFound_notEmpty() {
    assertThatThrownBy(() -> read(directory, 1))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("audit");
    assertThatThrownBy(() -> RecordReader.open(directory, "audit", Codecs.utf8(), 1))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void arguments_areChecked() throws Exception {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RecordLog.open(directory, "../audit", Codecs.utf8()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RecordReader.open(directory, "audit", Codecs.utf8(), 0));
    RecordLog<String> log = open(directory);
    assertThatIllegalArgumentException().isThrownBy(() -> log.read(0));
    log.close();
    log.close();
    assertThatIllegalStateException().isThrownBy(() -> log.append("late"));
  }
}
