package io.durability.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.errors.NotFoundException;
import io.durability.errors.TruncatedException;
import io.durability.storage.Appender;
import io.durability.storage.FileInfo;
import io.durability.storage.FileReader;
import java.nio.ByteBuffer;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Clauses D4 and D5: ranges of one version, and what is told without reading. */
abstract class ReadClauses extends FileWriterClauses {

  private static final byte[] A = bytes(10_000, 'a');
  private static final byte[] B = bytes(10_000, 'b');

  @Test
  @Tag("D4")
  void open_missing_isNotFound() throws Exception {
    put("file", A);
    assertThatThrownBy(() -> dir.open(name("files"))).isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> dir.open(name("no/file"))).isInstanceOf(NotFoundException.class);
  }

  @Test
  @Tag("D4")
  void open_folder_isNotFound() throws Exception {
    put("folder/file", A);
    assertThatThrownBy(() -> dir.open(name("folder"))).isInstanceOf(NotFoundException.class);
  }

  @Test
  @Tag("D4")
  void open_ranges_giveThoseBytes() throws Exception {
    put("file", A);
    try (FileReader reader = dir.open(name("file"))) {
      assertThat(reader.size()).isEqualTo(A.length);
      int[][] ranges = {{0, 1}, {0, 4096}, {1, 4096}, {4095, 2}, {9_999, 1}, {5_000, 5_000}};
      for (int[] range : ranges) {
        assertRange(reader, range[0], range[1], A);
      }
    }
  }

  @Test
  @Tag("D4")
  void open_emptyRange_isGoodAnywhereWithinTheSize() throws Exception {
    put("file", A);
    put("empty", new byte[0]);
    try (FileReader reader = dir.open(name("file"));
        FileReader empty = dir.open(name("empty"))) {
      assertThat(range(reader, 0, 0)).isEmpty();
      assertThat(range(reader, A.length, 0)).isEmpty();
      assertThat(empty.size()).isZero();
      assertThat(range(empty, 0, 0)).isEmpty();
    }
  }

  @Test
  @Tag("D4")
  void open_rangeBeyondTheSize_isRefused() throws Exception {
    put("file", A);
    put("empty", new byte[0]);
    try (FileReader reader = dir.open(name("file"));
        FileReader empty = dir.open(name("empty"))) {
      assertOutOfBounds(() -> reader.read(A.length, ByteBuffer.allocate(1)));
      assertOutOfBounds(() -> reader.read(A.length - 9, ByteBuffer.allocate(10)));
      assertOutOfBounds(() -> reader.read(0, ByteBuffer.allocate(A.length + 1)));
      assertOutOfBounds(() -> reader.read(A.length + 1, ByteBuffer.allocate(0)));
      assertOutOfBounds(() -> empty.read(0, ByteBuffer.allocate(1)));
      // The reader still reads after what it refused.
      assertRange(reader, A.length - 10, 10, A);
    }
  }

  @Test
  @Tag("D4")
  void open_rangeThatOverflows_isRefused() throws Exception {
    put("file", A);
    try (FileReader reader = dir.open(name("file"))) {
      assertOutOfBounds(() -> reader.read(-1, ByteBuffer.allocate(1)));
      assertOutOfBounds(() -> reader.read(Long.MIN_VALUE, ByteBuffer.allocate(1)));
      assertOutOfBounds(() -> reader.read(Long.MAX_VALUE, ByteBuffer.allocate(1)));
      assertOutOfBounds(() -> reader.read(1L << 32, ByteBuffer.allocate(1)));
    }
  }

  private static void assertOutOfBounds(ThrowingCallable read) {
    assertThatThrownBy(read).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  @Tag("D4")
  void open_thenReplaced_readsOneVersion() throws Exception {
    put("file", A);
    try (FileReader reader = dir.open(name("file"))) {
      assertRange(reader, 0, 100, A);
      put("file", B);
      assertStillReads(reader);
    }
    assertWhole("file", B);
  }

  @Test
  @Tag("D4")
  void open_thenDeleted_readsOneVersion() throws Exception {
    put("file", A);
    try (FileReader reader = dir.open(name("file"))) {
      dir.delete(List.of(name("file")));
      assertStillReads(reader);
    }
    assertAbsent("file");
  }

  @Test
  @Tag("D4")
  void open_thenRenamedOver_readsOneVersion() throws Exception {
    put("file", A);
    put("other", bytes(50, 1));
    try (FileReader reader = dir.open(name("file"))) {
      dir.rename(name("other"), name("file"));
      assertStillReads(reader);
    }
    assertWhole("file", bytes(50, 1));
  }

  /** The version that was opened, or word that it is gone; never other bytes. */
  private static void assertStillReads(FileReader reader) throws Exception {
    assertThat(reader.size()).isEqualTo(A.length);
    try {
      assertRange(reader, 0, A.length, A);
    } catch (TruncatedException e) {
      assertThat(e.location().file()).isEqualTo("file");
    }
  }

  @Test
  @Tag("D4")
  void open_appendFile_readsWhatWasDurable() throws Exception {
    try (Appender appender = dir.append(name("file"))) {
      appender.write(ByteBuffer.wrap(A, 0, 5_000));
      sync(appender);
      try (FileReader early = dir.open(name("file"))) {
        long size = early.size();
        assertThat(size).isGreaterThanOrEqualTo(5_000);
        appender.write(ByteBuffer.wrap(A, 5_000, 5_000));
        sync(appender);
        assertThat(early.size()).as("fixed when the file was opened").isEqualTo(size);
        assertRange(early, 0, 5_000, A);
      }
      assertBegins("file", A);
    }
  }

  @Test
  @Tag("D4")
  void open_readAfterClose_isRefused() throws Exception {
    put("file", A);
    FileReader reader = dir.open(name("file"));
    reader.close();
    reader.close();
    assertThatThrownBy(() -> reader.read(0, ByteBuffer.allocate(1)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  @Tag("D4")
  void open_fromManyThreads_readsTheRangesAskedFor() throws Exception {
    put("file", A);
    try (FileReader reader = dir.open(name("file"))) {
      together(
          racer -> {
            for (int i = 0; i < 50; i++) {
              int at = (racer * 1_201 + i * 97) % 9_000;
              assertRange(reader, at, 1_000, A);
            }
          });
    }
  }

  @Test
  @Tag("D5")
  void stat_absent_isEmpty() throws Exception {
    put("file", A);
    assertThat(dir.stat(name("fil"))).isEmpty();
    assertThat(dir.stat(name("file2"))).isEmpty();
    assertThat(dir.stat(name("no/such/folder/file"))).isEmpty();
  }

  @Test
  @Tag("D5")
  void stat_folder_isEmpty() throws Exception {
    put("folder/sub/file", A);
    assertThat(dir.stat(name("folder"))).isEmpty();
    assertThat(dir.stat(name("folder/sub"))).isEmpty();
  }

  @Test
  @Tag("D5")
  void stat_present_tellsNameAndSize() throws Exception {
    put("empty", new byte[0]);
    put("folder/file", A);
    FileInfo empty = dir.stat(name("empty")).orElseThrow();
    FileInfo file = dir.stat(name("folder/file")).orElseThrow();
    assertThat(empty.name()).isEqualTo(name("empty"));
    assertThat(empty.size()).isZero();
    assertThat(file.name()).isEqualTo(name("folder/file"));
    assertThat(file.size()).isEqualTo(A.length);
  }

  @Test
  @Tag("D5")
  void stat_afterReopen_tellsTheSame() throws Exception {
    put("file", A);
    FileInfo before = dir.stat(name("file")).orElseThrow();
    reopen();
    assertThat(dir.stat(name("file"))).contains(before);
  }
}
