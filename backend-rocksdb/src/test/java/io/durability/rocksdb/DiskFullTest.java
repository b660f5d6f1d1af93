package io.durability.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.durability.Log;
import io.durability.errors.PoisonedException;
import io.durability.errors.UnavailableException;
import io.durability.storage.Appender;
import io.durability.storage.Condition;
import io.durability.storage.FileName;
import io.durability.testkit.EntryLog;
import io.durability.testkit.host.HostMount;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A full disk, met by a write or by RocksDB's work in the background. Needs the right to mount, and
 * fails where that is missing.
 */
@Tag("machine")
final class DiskFullTest {

  private static final int SIZE_MEBIBYTES = 8;

  @TempDir Path base;

  private HostMount mount;

  @BeforeEach
  void mount() throws IOException {
    mount = HostMount.small(base.toRealPath().resolve("mount"), SIZE_MEBIBYTES << 20);
  }

  @AfterEach
  void unmount() throws IOException {
    // Not there if the test was skipped.
    if (mount != null) {
      mount.close();
    }
  }

  private RocksDirectory open(long writeBufferBytes) {
    return RocksDirectory.open(
        mount.place(),
        new RocksOptions("log", writeBufferBytes, RocksOptions.RECLAIM_BYTES_MAX, true));
  }

  /**
   * With the largest buffer the write itself fails, with smaller ones the flush of a buffer, and
   * then a write may wait for the next one: RocksDB must not wait for room of its own accord.
   */
  @ParameterizedTest
  @ValueSource(longs = {64L << 20, 1L << 20, 256L << 10, 64L << 10})
  @Tag("fault-71")
  void diskFull_poisonsTheLog_andAfterRoomIsMadeEverythingAcknowledgedIsThere(long buffer)
      throws Exception {
    SortedMap<Long, String> acked = new TreeMap<>();
    try (RocksDirectory directory = open(buffer)) {
      Log<String> log = EntryLog.open(directory);
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < SIZE_MEBIBYTES * 100; i++) {
                  String entry = i + "-" + "x".repeat(20_000);
                  acked.put(log.appendDurable(entry), entry);
                }
              })
          .isInstanceOf(PoisonedException.class)
          .hasStackTraceContaining("No space left");
      assertThatThrownBy(() -> log.appendDurable("more")).isInstanceOf(PoisonedException.class);
      assertThatThrownBy(() -> EntryLog.open(directory).appendDurable("more"))
          .as("the store refuses every writer until it is opened again")
          .isInstanceOf(PoisonedException.class);
      assertThat(EntryLog.missing(acked, EntryLog.recover(directory).state())).isEmpty();
    }
    assertThat(acked).hasSizeGreaterThan(20);
    assertThat(Files.readString(mount.place().resolve("LOG")))
        .doesNotContain("required disk buffer");
    mount.resize(64 << 20);
    try (RocksDirectory directory = open(buffer)) {
      assertThat(EntryLog.missing(acked, EntryLog.recover(directory).state())).isEmpty();
      try (Log<String> log = EntryLog.open(directory)) {
        acked.put(log.appendDurable("after"), "after");
      }
      assertThat(EntryLog.missing(acked, EntryLog.recover(directory).state())).isEmpty();
    }
  }

  @Test
  @Tag("fault-71")
  void failedSync_isUnavailable_thenPoisoned_andNeverTriedAgain() throws Exception {
    try (RocksDirectory directory = open(64L << 20);
        Appender appender = directory.append(FileName.of("wal/1"))) {
      Throwable first = null;
      while (first == null) {
        appender.write(ByteBuffer.allocate(100_000));
        first = failure(appender);
      }
      assertThat(first)
          .isInstanceOf(UnavailableException.class)
          .hasMessageContaining("No space left");
      mount.resize(64 << 20);
      assertThat(failure(appender))
          .isInstanceOf(PoisonedException.class)
          .hasRootCauseMessage(first.getCause().getMessage());
      assertThatThrownBy(() -> appender.write(ByteBuffer.allocate(1)))
          .isInstanceOf(PoisonedException.class);
      FileName other = FileName.of("file");
      assertThatThrownBy(() -> directory.write(other, ByteBuffer.allocate(1), Condition.none()))
          .as("whatever room there is now")
          .isInstanceOf(PoisonedException.class);
      assertThat(directory.list("")).as("reading goes on").hasSize(1);
    }
  }

  /** What the failed write has ended lasts as long as any directory, one that did nothing too. */
  @Test
  @Tag("fault-71")
  void sharedDatabase_allDirectoriesClosed_oneOfThemUnused_acceptsWritesAgain() throws Exception {
    FileName name = FileName.of("file");
    try (OpenedDatabase opened = new OpenedDatabase(mount.place())) {
      RocksDirectory.on(opened.database, opened.family).close();
      try (RocksDirectory second = RocksDirectory.on(opened.database, opened.family)) {
        ByteBuffer tooMuch = ByteBuffer.allocate((SIZE_MEBIBYTES + 1) << 20);
        assertThatThrownBy(() -> second.write(name, tooMuch, Condition.none()))
            .isInstanceOf(UnavailableException.class)
            .hasMessageContaining("No space left");
        // More than the buffers of both column families, or RocksDB goes on waiting.
        mount.resize(256 << 20);
        assertThatThrownBy(() -> second.append(name)).isInstanceOf(PoisonedException.class);
      }
      // RocksDB itself looks for room every few seconds.
      await()
          .atMost(Duration.ofMinutes(1))
          .ignoreExceptionsInstanceOf(UnavailableException.class)
          .untilAsserted(
              () -> {
                try (RocksDirectory third = RocksDirectory.on(opened.database, opened.family)) {
                  third.write(name, ByteBuffer.allocate(1), Condition.none());
                }
              });
    }
  }

  private static Throwable failure(Appender appender) {
    return appender.sync().handle((length, failure) -> failure).join();
  }
}
