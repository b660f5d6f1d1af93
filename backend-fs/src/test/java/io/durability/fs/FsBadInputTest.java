package io.durability.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.durability.Codecs;
import io.durability.Log;
import io.durability.LogReader;
import io.durability.errors.CorruptException;
import io.durability.errors.DurabilityException;
import io.durability.errors.UnavailableException;
import io.durability.errors.UnsupportedException;
import io.durability.testkit.host.ChildJvm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What only a disk can do wrong to a log: each with its typed error, and not a byte in the folder
 * changes. A root that is mounted read-only, or lacks a permission, is in {@link MachineTest};
 * links, and a lock that is tampered with, in {@link LockTest} and {@link TreeTest}.
 */
final class FsBadInputTest {

  @TempDir Path base;
  private Path root = Path.of("");
  private Path segment = Path.of("");

  @BeforeEach
  void writeLog() throws IOException {
    root = base.toRealPath().resolve("root");
    try (FsDirectory directory = FsDirectory.open(root);
        Log<String> log = open(directory)) {
      for (int i = 0; i < 3; i++) {
        assertThat(log.appendDurable("entry " + i)).isPositive();
      }
    }
    try (Stream<Path> segments = Files.list(root.resolve("wal"))) {
      segment = segments.findFirst().orElseThrow();
    }
  }

  private static Log<String> open(FsDirectory directory) throws DurabilityException {
    return Log.open(directory, Codecs.utf8());
  }

  private static Map<Path, ByteBuffer> snapshot(Path folder) throws IOException {
    Map<Path, ByteBuffer> found = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.toList()) {
        byte[] content = Files.isRegularFile(path) ? Files.readAllBytes(path) : new byte[0];
        found.put(folder.relativize(path), ByteBuffer.wrap(content));
      }
    }
    return found;
  }

  private Throwable refused(Path folder, ThrowingCallable call) throws IOException {
    Map<Path, ByteBuffer> before = snapshot(folder);
    Throwable thrown = catchThrowable(call);
    assertThat(snapshot(folder)).isEqualTo(before);
    return thrown;
  }

  private void read() throws IOException {
    try (FsDirectory directory = FsDirectory.open(root);
        LogReader<String> reader = LogReader.open(directory, Codecs.utf8(), 1)) {
      while (reader.next()) {
        assertThat(reader.entry()).startsWith("entry");
      }
    }
  }

  private void claim() throws IOException {
    try (FsDirectory directory = FsDirectory.open(root)) {
      open(directory).close();
    }
  }

  private void check(
      UnaryOperator<byte[]> damage, Class<? extends DurabilityException> type, long offset)
      throws IOException {
    byte[] written = Files.readAllBytes(segment);
    Files.write(segment, damage.apply(written.clone()));
    for (ThrowingCallable use : new ThrowingCallable[] {this::read, this::claim}) {
      Throwable thrown = refused(root, use);
      assertThat(thrown).isInstanceOf(type);
      DurabilityException failure = (DurabilityException) thrown;
      assertThat(failure.location().file()).isEqualTo("wal/" + segment.getFileName());
      assertThat(failure.location().offset()).isEqualTo(offset);
    }
    Files.write(segment, written);
  }

  @Test
  void segment_inAnyBadShape_isToldByReaderAndClaim() throws IOException {
    int block = 4096;
    check(
        file -> {
          java.util.Arrays.fill(file, block, block + 64, (byte) 0);
          return file;
        },
        CorruptException.class,
        block);
    check(
        file -> {
          file[block + 34] ^= 1;
          return file;
        },
        CorruptException.class,
        block);
    check(
        file -> {
          java.util.Arrays.fill(file, 0, block, (byte) 0);
          return file;
        },
        CorruptException.class,
        0);
    check(
        file -> {
          file[8] = 2;
          java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
          crc.update(file, 0, 12);
          ByteBuffer.wrap(file)
              .order(java.nio.ByteOrder.LITTLE_ENDIAN)
              .putInt(12, (int) crc.getValue());
          return file;
        },
        UnsupportedException.class,
        -1);
    read();
  }

  @Test
  void folderInThePlaceOfASegment_isRefused() throws IOException {
    Files.delete(segment);
    Files.createDirectory(segment);
    assertThat(refused(root, this::claim))
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContaining("a folder at " + segment);
  }

  @Test
  void rootMissing_isEmptyToReaders_andNotCreated() throws IOException {
    Path absent = base.toRealPath().resolve("absent");
    Throwable thrown =
        refused(
            base.toRealPath(),
            () -> {
              try (FsDirectory directory = FsDirectory.open(absent);
                  LogReader<String> reader = LogReader.open(directory, Codecs.utf8(), 1)) {
                assertThat(reader.next()).isFalse();
              }
            });
    assertThat(thrown).isNull();
    assertThat(absent).doesNotExist();
  }

  @Test
  void secondProcess_isRefused_andReadsAllTheSame() throws Exception {
    try (ChildJvm child = ChildJvm.start(LockHolder.class, root.toString())) {
      assertThat(child.line()).isEqualTo("held");
      assertThat(refused(root, this::claim))
          .isInstanceOf(UnavailableException.class)
          .hasMessageContaining("another process");
      assertThat(refused(root, this::read)).isNull();
      child.finish();
    }
    claim();
  }
}
