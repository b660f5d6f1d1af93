package io.durability.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.errors.CorruptException;
import io.durability.errors.UnavailableException;
import io.durability.errors.UnsupportedException;
import io.durability.storage.Condition;
import io.durability.storage.FileName;
import io.durability.testkit.EntryLog;
import io.durability.testkit.host.TempDirInMemory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is taken for a database or a file that is not there: nothing but what the system says is not
 * there. A link to itself stands for a folder that cannot be looked at, for root either.
 */
final class AbsenceTest {

  private static final FileName NAME = FileName.of("file");

  @TempDir(factory = TempDirInMemory.class)
  Path place;

  private static List<ThrowingCallable> reads(RocksDirectory directory) {
    return List.of(
        () -> directory.list(""),
        () -> directory.stat(NAME),
        () -> directory.open(NAME),
        () -> EntryLog.recover(directory));
  }

  @Test
  void list_whereTheFolderCannotBeLookedAt_isUnavailable_notEmpty() throws Exception {
    Path folder = place.resolve("loop");
    Files.createSymbolicLink(folder, folder);
    for (Path each : List.of(folder, folder.resolve("database"))) {
      try (RocksDirectory directory = RocksDirectory.open(each)) {
        for (ThrowingCallable read : reads(directory)) {
          assertThatThrownBy(read)
              .isInstanceOf(UnavailableException.class)
              .hasMessageContaining(directory.toString());
        }
        assertThatThrownBy(() -> directory.delete(List.of(NAME)))
            .isInstanceOf(UnavailableException.class);
      }
    }
  }

  @Test
  void list_whereAFileIsInThePlaceOfAFolder_isUnsupported_notEmpty() throws Exception {
    Path file = Files.createFile(place.resolve("plain"));
    for (Path each : List.of(file, file.resolve("database"), file.resolve("parent/database"))) {
      try (RocksDirectory directory = RocksDirectory.open(each)) {
        for (ThrowingCallable read : reads(directory)) {
          assertThatThrownBy(read)
              .isInstanceOf(UnsupportedException.class)
              .hasMessageContaining(directory.toString());
        }
        assertThatThrownBy(() -> directory.delete(List.of(NAME)))
            .isInstanceOf(UnsupportedException.class);
      }
    }
    assertThat(file).isEmptyFile();
  }

  @Test
  void currentFileMissing_besideRecords_isCorrupt_andNothingIsDeleted() throws Exception {
    Path folder = place.resolve("database");
    try (RocksDirectory directory = RocksDirectory.open(folder)) {
      directory.write(NAME, ByteBuffer.wrap(new byte[] {7}), Condition.none());
    }
    Path current = folder.resolve("CURRENT");
    Path aside = place.resolve("aside");
    Files.move(current, aside);
    try (RocksDirectory directory = RocksDirectory.open(folder)) {
      for (ThrowingCallable read : reads(directory)) {
        assertThatThrownBy(read)
            .isInstanceOf(CorruptException.class)
            .hasMessageContaining(current.toString());
      }
      assertThatThrownBy(() -> directory.delete(List.of())).isInstanceOf(CorruptException.class);
    }
    Files.move(aside, current);
    try (RocksDirectory directory = RocksDirectory.open(folder)) {
      assertThat(directory.stat(NAME)).isPresent();
    }
  }

  @Test
  void checkWal_ofALogFileThatCannotBeLookedAt_isUnavailable_notWhole() throws Exception {
    Path log = place.resolve("000004.log");
    Files.createSymbolicLink(log, log);
    assertThatThrownBy(() -> RocksDirectory.checkWal(place))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining(place.toString());
  }
}
