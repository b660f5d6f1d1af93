package io.durability.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.durability.Log;
import io.durability.LogOptions;
import io.durability.Publisher;
import io.durability.Recovered;
import io.durability.storage.Condition;
import io.durability.storage.FileName;
import io.durability.storage.FileWriter;
import io.durability.testkit.EntryLog;
import io.durability.testkit.host.TempDirInMemory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Space of what was deleted is given back. */
final class SpaceTest {

  private static final int MEBIBYTE = 1 << 20;
  private static final int PUBLISHES = 40;
  private static final RocksOptions SMALL = new RocksOptions("log", MEBIBYTE, MEBIBYTE, true);

  @TempDir(factory = TempDirInMemory.class)
  Path place;

  private static long used(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      long bytes = 0;
      for (Path file : files.toList()) {
        // One that RocksDB deletes meanwhile uses nothing.
        bytes += Files.exists(file) ? file.toFile().length() : 0;
      }
      return bytes;
    }
  }

  @Test
  void publishes_oneAfterTheOther_keepTheDatabaseSmall() throws Exception {
    long most = mostUsed(place.resolve("reclaimed"), SMALL);
    // Two checkpoints' worth of entries are kept; the rest is RocksDB's buffers and files.
    assertThat(most).isLessThan(8L * MEBIBYTE);
    RocksOptions never = new RocksOptions("log", MEBIBYTE, RocksOptions.RECLAIM_BYTES_MAX, true);
    assertThat(mostUsed(place.resolve("never"), never))
        .as("left to RocksDB")
        .isGreaterThan(2 * most);
  }

  /** Publishes again and again; returns how much the database took at most. */
  private static long mostUsed(Path folder, RocksOptions settings) throws Exception {
    long most = 0;
    try (RocksDirectory directory = RocksDirectory.open(folder, settings)) {
      LogOptions options = LogOptions.builder().segmentBytes(MEBIBYTE / 4).build();
      Recovered<SortedMap<Long, String>, String> recovered = EntryLog.recover(directory);
      try (Log<String> log = recovered.claim(options)) {
        for (int publish = 0; publish < PUBLISHES; publish++) {
          long last = 0;
          for (int i = 0; i < 32; i++) {
            last = log.append(publish + "-" + i + "-" + "x".repeat(MEBIBYTE / 32)).await();
          }
          SortedMap<Long, String> state = new TreeMap<>(Map.of(last, "state"));
          Publisher.of(EntryLog.STATES).publish(log, state, last);
          most = Math.max(most, used(folder));
        }
      }
      assertThat(directory.list("wal/")).hasSizeLessThan(20);
    }
    return most;
  }

  @Test
  void deletedAndReplacedFiles_giveTheirSpaceBack() throws Exception {
    long most = 0;
    try (RocksDirectory directory = RocksDirectory.open(place, SMALL)) {
      byte[] content = new byte[2 * MEBIBYTE];
      for (int i = 0; i < 20; i++) {
        new SplittableRandom(i).nextBytes(content);
        directory.write(FileName.of("replaced"), ByteBuffer.wrap(content), Condition.none());
        FileName other = FileName.of("deleted" + i);
        directory.write(other, ByteBuffer.wrap(content), Condition.none());
        directory.delete(List.of(other));
        most = Math.max(most, used(place));
      }
    }
    assertThat(most).isLessThan(30L * MEBIBYTE);
  }

  @Test
  void writerThatWasNotCommitted_leavesNothing_alsoAfterACrash() throws Exception {
    byte[] content = new byte[3 * MEBIBYTE];
    // Nothing is flushed meanwhile, so that the files stand still while they are copied.
    RocksOptions roomy = new RocksOptions("log", 64L * MEBIBYTE, MEBIBYTE, true);
    RocksDirectory crashed = RocksDirectory.open(place.resolve("original"), roomy);
    FileWriter writer = crashed.create(FileName.of("file"));
    writer.write(ByteBuffer.wrap(content));
    // What a crash leaves, since every chunk was synced: a copy of the files.
    Path copy = Files.createDirectory(place.resolve("copy"));
    try (Stream<Path> files = Files.list(place.resolve("original"))) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    crashed.close();
    assertThat(chunks(copy)).as("before a claim").isPositive();
    try (RocksDirectory directory = RocksDirectory.open(copy, SMALL)) {
      assertThat(directory.list("")).isEmpty();
      directory.delete(List.of());
    }
    assertThat(chunks(copy)).as("after it").isZero();
    assertThat(chunks(place.resolve("original"))).as("closed without commit").isZero();
  }

  private static int chunks(Path folder) throws Exception {
    int count = 0;
    try (OpenedDatabase opened = new OpenedDatabase(folder);
        var entries = opened.database.newIterator(opened.family)) {
      for (entries.seekToFirst(); entries.isValid(); entries.next()) {
        count += Keys.isChunk(entries.key()) ? 1 : 0;
      }
    }
    return count;
  }
}
