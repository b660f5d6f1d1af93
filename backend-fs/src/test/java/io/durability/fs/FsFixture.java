package io.durability.fs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.durability.errors.DurabilityException;
import io.durability.storage.Directory;
import io.durability.storage.FileInfo;
import io.durability.storage.FileName;
import io.durability.storage.FileReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A directory over a recorder, in a folder of its own, and short words for what tests do. */
abstract class FsFixture {

  @TempDir Path base;

  Path root;
  RecordingFileOperations files;
  SettableClock clock = new SettableClock();
  FsDirectory directory;
  private final AtomicLong entropy = new AtomicLong();

  @BeforeEach
  void openDirectory() throws IOException {
    root = base.toRealPath().resolve("root");
    Files.createDirectory(root);
    files = new RecordingFileOperations(root);
    directory = newDirectory();
  }

  @AfterEach
  void closeDirectory() throws DurabilityException {
    files.hook(operation -> {});
    directory.close();
  }

  FsDirectory newDirectory() throws DurabilityException {
    return new FsDirectory(root, FsOptions.DEFAULTS, files, clock, entropy::incrementAndGet);
  }

  void reopen() throws DurabilityException {
    directory.close();
    directory = newDirectory();
  }

  /** Takes the lock, so that what follows is recorded alone. */
  void claim() throws DurabilityException {
    directory.delete(List.of());
    files.taken();
  }

  static FileName name(String value) {
    return FileName.of(value);
  }

  static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(UTF_8));
  }

  static ByteBuffer bytes(int count, int value) {
    ByteBuffer bytes = ByteBuffer.allocate(count);
    while (bytes.hasRemaining()) {
      bytes.put((byte) value);
    }
    return bytes.flip();
  }

  static String text(Directory from, String name) throws DurabilityException {
    try (FileReader reader = from.open(name(name))) {
      ByteBuffer content = ByteBuffer.allocate((int) reader.size());
      reader.read(0, content);
      return new String(content.array(), UTF_8);
    }
  }

  static List<String> names(List<FileInfo> files) {
    return files.stream().map(file -> file.name().value()).toList();
  }

  static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Returns what a future gives or throws what it fails with. */
  static <T> T now(Future<T> done) throws Throwable {
    try {
      return done.get();
    } catch (ExecutionException e) {
      throw e.getCause();
    }
  }

  /** A clock that goes by hand, also backwards. */
  static final class SettableClock extends Clock {
    Instant now = Instant.parse("2025-01-01T00:00:00Z");

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
