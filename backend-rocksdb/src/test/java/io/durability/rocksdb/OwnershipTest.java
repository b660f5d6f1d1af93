package io.durability.rocksdb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.Log;
import io.durability.errors.SupersededException;
import io.durability.errors.UnavailableException;
import io.durability.errors.UnsupportedException;
import io.durability.storage.Appender;
import io.durability.storage.Condition;
import io.durability.storage.FileName;
import io.durability.testkit.EntryLog;
import io.durability.testkit.host.ChildJvm;
import io.durability.testkit.host.TempDirInMemory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.DBOptions;
import org.rocksdb.WALRecoveryMode;

/** Whose a database is, and who writes a file of a shared one. */
final class OwnershipTest {

  @TempDir(factory = TempDirInMemory.class)
  Path place;

  private static FileName name(String value) {
    return FileName.of(value);
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(UTF_8));
  }

  private static void append(Appender appender, String text) throws Exception {
    appender.write(bytes(text));
    try {
      appender.sync().get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  @Test
  void openAndRead_ofADatabaseThatIsNotThere_createNothing() throws Exception {
    Path folder = place.resolve("database");
    try (RocksDirectory directory = RocksDirectory.open(folder)) {
      assertThat(directory.list("")).isEmpty();
      assertThat(directory.stat(name("file"))).isEmpty();
    }
    assertThat(folder).doesNotExist();
  }

  @Test
  void secondDirectory_onItsOwnDatabase_isRefusedUntilTheFirstCloses() throws Exception {
    try (RocksDirectory second = RocksDirectory.open(place)) {
      try (RocksDirectory first = RocksDirectory.open(place)) {
        first.write(name("file"), bytes("a"), Condition.none());
        assertThatThrownBy(() -> second.delete(List.of(name("file"))))
            .isInstanceOf(UnavailableException.class)
            .hasMessageContaining("another directory or database of this process");
      }
      assertThat(second.list("")).hasSize(1);
    }
  }

  @Test
  void otherProcess_isRefused_untilTheHolderIsKilled() throws Exception {
    try (RocksDirectory directory = RocksDirectory.open(place)) {
      try (ChildJvm child = ChildJvm.start(LockHolder.class, place.toString())) {
        assertThat(child.line()).isEqualTo("held");
        assertThatThrownBy(() -> directory.list(""))
            .isInstanceOf(UnavailableException.class)
            .hasMessageContaining("locked by another process");
        child.kill();
      }
      directory.delete(List.of());
      try (ChildJvm child = ChildJvm.start(LockHolder.class, place.toString())) {
        assertThat(child.line()).startsWith("UnavailableException").contains("another process");
      }
    }
  }

  @Test
  void sharedDatabase_sealByOneDirectory_endsTheAppenderOfAnother() throws Exception {
    try (OpenedDatabase opened = new OpenedDatabase(place);
        RocksDirectory first = RocksDirectory.on(opened.database, opened.family);
        RocksDirectory second = RocksDirectory.on(opened.database, opened.family)) {
      Appender appender = first.append(name("wal/1"));
      append(appender, "acknowledged");
      assertThat(second.seal(name("wal/1"))).isEqualTo(12);
      assertThatThrownBy(() -> append(appender, "late")).isInstanceOf(SupersededException.class);
      Appender other = second.append(name("wal/2"));
      append(other, "a");
      first.delete(List.of(name("wal/2")));
      assertThatThrownBy(() -> append(other, "late")).isInstanceOf(SupersededException.class);
      assertThat(second.list("")).hasSize(1);
    }
  }

  @Test
  void sharedDatabase_logOpenedByAnotherDirectory_supersedesTheFirst() throws Exception {
    try (OpenedDatabase opened = new OpenedDatabase(place);
        RocksDirectory first = RocksDirectory.on(opened.database, opened.family);
        RocksDirectory second = RocksDirectory.on(opened.database, opened.family)) {
      Log<String> log = EntryLog.open(first);
      log.appendDurable("a");
      try (Log<String> next = EntryLog.open(second)) {
        assertThatThrownBy(() -> log.appendDurable("lost")).isInstanceOf(SupersededException.class);
        next.appendDurable("b");
      }
      assertThat(EntryLog.recover(second).state().values()).containsExactly("a", "b");
    }
  }

  @Test
  void sharedDatabase_directoryClosed_leavesTheOtherAndTheDatabase() throws Exception {
    try (OpenedDatabase opened = new OpenedDatabase(place);
        RocksDirectory second = RocksDirectory.on(opened.database, opened.family)) {
      try (RocksDirectory first = RocksDirectory.on(opened.database, opened.family)) {
        first.write(name("file"), bytes("a"), Condition.none());
      }
      opened.put("key", "value");
      assertThat(second.list("")).hasSize(1);
      second.write(name("file2"), bytes("a"), Condition.none());
      assertThat(opened.get("key")).isEqualTo("value");
    }
  }

  private void assertRefused(String option, Consumer<DBOptions> setting) throws Exception {
    try (OpenedDatabase opened = new OpenedDatabase(place, setting)) {
      assertThatThrownBy(() -> RocksDirectory.on(opened.database, opened.family))
          .isInstanceOf(UnsupportedException.class)
          .hasMessageContaining("can lose acknowledged data, " + option);
    }
  }

  @Test
  void sharedDatabase_withOptionsThatLoseData_isRefused() throws Exception {
    assertRefused(
        "wal_recovery_mode",
        options -> options.setWalRecoveryMode(WALRecoveryMode.PointInTimeRecovery));
    assertRefused(
        "wal_recovery_mode",
        options -> options.setWalRecoveryMode(WALRecoveryMode.SkipAnyCorruptedRecords));
    assertRefused("paranoid_checks", options -> options.setParanoidChecks(false));
  }

  @Test
  void sharedDatabase_columnFamilyOfOthers_isRefused() throws Exception {
    try (OpenedDatabase opened = new OpenedDatabase(place)) {
      assertThatThrownBy(
              () -> RocksDirectory.on(opened.database, opened.database.getDefaultColumnFamily()))
          .isInstanceOfAny(IllegalArgumentException.class, IllegalStateException.class);
      opened.database.put(opened.family, bytes("key").array(), bytes("value").array());
      assertThatThrownBy(() -> RocksDirectory.on(opened.database, opened.family))
          .isInstanceOf(UnsupportedException.class)
          .hasMessageContaining("something else");
    }
  }

  @Test
  void ownDatabase_withColumnFamiliesOfOthers_isRefusedAndUnchanged() throws Exception {
    try (OpenedDatabase opened = new OpenedDatabase(place)) {
      opened.put("key", "value");
    }
    try (RocksDirectory directory = RocksDirectory.open(place)) {
      assertThat(directory.list("")).isEmpty();
      assertThatThrownBy(() -> directory.delete(List.of()))
          .isInstanceOf(UnsupportedException.class)
          .hasMessageContaining("found=[log]");
    }
    try (RocksDirectory same = RocksDirectory.open(place, Map.of("columnFamily", "log"))) {
      same.write(name("file"), bytes("a"), Condition.none());
    }
    try (OpenedDatabase opened = new OpenedDatabase(place);
        RocksDirectory directory = RocksDirectory.on(opened.database, opened.family)) {
      assertThat(opened.get("key")).isEqualTo("value");
      assertThat(directory.list("")).hasSize(1);
    }
  }

  /**
   * RocksDB notes what it was opened with; each of these loses acknowledged data if it is not so.
   */
  @Test
  void ownDatabase_isOpenWithTheOptionsThatKeepWhatWasAcknowledged() throws Exception {
    try (RocksDirectory directory = RocksDirectory.open(place)) {
      directory.delete(List.of());
      try (Stream<Path> files = Files.list(place)) {
        Path newest =
            files
                .filter(file -> file.getFileName().toString().matches("OPTIONS-[0-9]+"))
                .max(Comparator.naturalOrder())
                .orElseThrow();
        assertThat(Files.readAllLines(newest).stream().map(String::strip))
            .contains(
                "wal_recovery_mode=kTolerateCorruptedTailRecords",
                "track_and_verify_wals_in_manifest=true",
                "paranoid_checks=true",
                "recycle_log_file_num=0",
                "best_efforts_recovery=false",
                "max_bgerror_resume_count=0");
      }
    }
  }
}
