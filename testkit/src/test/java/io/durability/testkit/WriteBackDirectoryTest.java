package io.durability.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.durability.errors.SupersededException;
import io.durability.storage.Appender;
import io.durability.storage.Directory;
import io.durability.storage.FileInfo;
import io.durability.storage.FileName;
import io.durability.storage.FileReader;
import io.durability.storage.MemoryDirectory;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What a kill would lose. The memory directory stands for the disk: what it has when the process
 * stops is what is left.
 */
final class WriteBackDirectoryTest {

  private static final FileName WAL = FileName.of("wal/1");
  private static final byte[] TEN = {10, 11, 12, 13, 14, 15, 16, 17, 18, 19};
  private static final byte[] FIVE = {5, 6, 7, 8, 9};

  private final MemoryDirectory disk = new MemoryDirectory();

  private static byte[] content(Directory dir) throws Exception {
    try (FileReader reader = dir.open(WAL)) {
      ByteBuffer whole = ByteBuffer.allocate((int) reader.size());
      reader.read(0, whole);
      return whole.array();
    }
  }

  private static Appender syncedTen(Directory dir) throws Exception {
    Appender appender = dir.append(WAL);
    appender.write(ByteBuffer.wrap(TEN));
    assertThat(appender.sync().join()).isEqualTo(10);
    return appender;
  }

  @Test
  void unsynced_isInNoFile_butReadersHereSeeIt() throws Exception {
    WriteBackDirectory dir = new WriteBackDirectory(disk);
    Appender appender = syncedTen(dir);
    appender.write(ByteBuffer.wrap(FIVE));
    assertThat(content(disk)).isEqualTo(TEN);
    assertThat(content(dir)).hasSize(15).startsWith(TEN).endsWith(FIVE);
    assertThat(dir.stat(WAL).map(FileInfo::size)).contains(15L);
    assertThat(dir.list("").get(0).size()).isEqualTo(15);
    assertThat(appender.sync().join()).isEqualTo(15);
    assertThat(content(disk)).hasSize(15).endsWith(FIVE);
    appender.close();
  }

  @Test
  void ranges_overBothParts_areRead() throws Exception {
    WriteBackDirectory dir = new WriteBackDirectory(disk);
    try (Appender appender = syncedTen(dir)) {
      appender.write(ByteBuffer.wrap(FIVE));
      byte[] whole = content(dir);
      try (FileReader reader = dir.open(WAL)) {
        for (int from = 0; from <= 15; from++) {
          for (int length = 0; from + length <= 15; length++) {
            DirectoryFixture.assertRange(reader, from, length, whole);
          }
        }
        assertThat(catchThrowable(() -> reader.read(15, ByteBuffer.allocate(1))))
            .isInstanceOf(IndexOutOfBoundsException.class);
      }
    }
  }

  @Test
  void close_losesWhatWasNotSynced() throws Exception {
    WriteBackDirectory dir = new WriteBackDirectory(disk);
    Appender appender = syncedTen(dir);
    appender.write(ByteBuffer.wrap(FIVE));
    appender.close();
    assertThat(content(disk)).isEqualTo(TEN);
    assertThat(content(dir)).isEqualTo(TEN);
  }

  @Test
  void seal_losesWhatWasNotSynced() throws Exception {
    WriteBackDirectory dir = new WriteBackDirectory(disk);
    try (Appender appender = syncedTen(dir)) {
      appender.write(ByteBuffer.wrap(FIVE));
      assertThat(dir.seal(WAL)).isEqualTo(10);
      assertThat(content(dir)).isEqualTo(TEN);
      assertThat(catchThrowable(() -> appender.write(ByteBuffer.wrap(FIVE))))
          .isInstanceOf(SupersededException.class);
    }
    assertThat(content(disk)).isEqualTo(TEN);
  }

  @Test
  void sabotaged_confirmsWhatAKillLoses() throws Exception {
    WriteBackDirectory dir = WriteBackDirectory.sabotaged(disk);
    Appender appender = syncedTen(dir);
    appender.write(ByteBuffer.wrap(FIVE));
    assertThat(appender.sync().join()).isEqualTo(15);
    assertThat(content(dir)).hasSize(15).startsWith(TEN).endsWith(FIVE);
    assertThat(content(disk)).as("what a kill leaves").isEmpty();
    appender.close();
    assertThat(content(disk)).as("what a close leaves").hasSize(15).endsWith(FIVE);
  }

  @Test
  void sabotaged_sealOrClose_writesBackAndSupersedes() throws Exception {
    WriteBackDirectory dir = WriteBackDirectory.sabotaged(disk);
    Appender appender = syncedTen(dir);
    assertThat(dir.seal(WAL)).isEqualTo(10);
    assertThat(content(disk)).isEqualTo(TEN);
    assertThat(appender.sync()).isCompletedExceptionally();
    appender.close();
    FileName second = FileName.of("wal/2");
    Appender open = dir.append(second);
    open.write(ByteBuffer.wrap(FIVE));
    assertThat(open.sync().join()).isEqualTo(5);
    assertThat(disk.stat(second).map(FileInfo::size)).contains(0L);
    dir.delete(List.of(WAL));
    assertThat(dir.list("")).hasSize(1);
    open.close();
    assertThat(disk.stat(second).map(FileInfo::size)).contains(5L);
  }

  @Test
  void sabotaged_directoryClose_writesBack() throws Exception {
    try {
      WriteBackDirectory dir = WriteBackDirectory.sabotaged(MemoryDirectory.named("write-back"));
      syncedTen(dir);
      dir.close();
      assertThat(content(MemoryDirectory.named("write-back"))).isEqualTo(TEN);
    } finally {
      MemoryDirectory.drop("write-back");
    }
  }
}
