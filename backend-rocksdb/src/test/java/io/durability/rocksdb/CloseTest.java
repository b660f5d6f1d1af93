package io.durability.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.durability.storage.Appender;
import io.durability.storage.Condition;
import io.durability.storage.FileName;
import io.durability.storage.FileReader;
import io.durability.storage.FileWriter;
import io.durability.testkit.host.TempDirInMemory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Use after close, which in native code would be the end of the JVM that runs this. */
final class CloseTest {

  private static final int ROUNDS = 10;
  private static final long PATIENCE_SECONDS = 60;

  @TempDir(factory = TempDirInMemory.class)
  Path place;

  private interface Verb {
    void run() throws Exception;
  }

  private static FileName name(String value) {
    return FileName.of(value);
  }

  private static ByteBuffer bytes(int count) {
    return ByteBuffer.allocate(count);
  }

  @Test
  @Tag("fault-73")
  void handles_afterTheirDirectoryIsClosed_throw() throws Exception {
    RocksDirectory directory = RocksDirectory.open(place);
    directory.write(name("file"), bytes(10), Condition.none());
    FileReader reader = directory.open(name("file"));
    FileWriter writer = directory.create(name("other"));
    writer.write(bytes(3 << 20));
    Appender appender = directory.append(name("wal/1"));
    appender.write(bytes(10));
    directory.close();
    assertThatThrownBy(() -> reader.read(0, bytes(1))).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> writer.write(bytes(1))).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> writer.commit(Condition.none()))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> appender.write(bytes(1))).isInstanceOf(IllegalStateException.class);
    assertThat(catchThrowable(() -> appender.sync().get()))
        .hasCauseInstanceOf(IllegalStateException.class);
    writer.close();
    appender.close();
    reader.close();
    directory.close();
  }

  @Test
  @Tag("fault-73")
  void verbs_underWayInManyThreads_endOrThrow_whenTheDirectoryIsClosed() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      RocksDirectory directory = RocksDirectory.open(place);
      directory.write(name("read"), bytes(100_000), Condition.none());
      FileReader reader = directory.open(name("read"));
      Appender appender = directory.append(name("wal/" + round));
      String own = "written" + round;
      assertAllEndByTheClose(
          directory,
          () -> directory.write(name(own), bytes(100), Condition.none()),
          () -> directory.list(""),
          () -> directory.stat(name("read")),
          () -> reader.read(0, bytes(100_000)),
          () -> {
            try (FileWriter writer = directory.create(name("large"))) {
              writer.write(bytes(2 << 20));
            }
          },
          () -> {
            appender.write(bytes(100));
            // Fails in the future, like the write before it.
            appender.sync().getNow(0L);
          });
    }
  }

  private static void assertAllEndByTheClose(RocksDirectory directory, Verb... verbs)
      throws Exception {
    CountDownLatch running = new CountDownLatch(verbs.length);
    List<FutureTask<Throwable>> ends = new ArrayList<>();
    for (Verb verb : verbs) {
      FutureTask<Throwable> end = new FutureTask<>(() -> untilItFails(verb, running));
      ends.add(end);
      new Thread(end, "verb").start();
    }
    assertThat(running.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    directory.close();
    for (FutureTask<Throwable> end : ends) {
      Throwable failure = end.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(failure.getCause() == null ? failure : failure.getCause())
          .isInstanceOf(IllegalStateException.class);
    }
  }

  private static Throwable untilItFails(Verb verb, CountDownLatch running) {
    Throwable failure = catchThrowable(verb::run);
    running.countDown();
    while (failure == null) {
      failure = catchThrowable(verb::run);
    }
    return failure;
  }

  @Test
  @Tag("fault-73")
  void sharedDatabase_closedByItsOwner_verbsThrow_andCloseIsHarmless() throws Exception {
    OpenedDatabase opened = new OpenedDatabase(place);
    RocksDirectory directory = RocksDirectory.on(opened.database, opened.family);
    directory.write(name("file"), bytes(10), Condition.none());
    FileReader reader = directory.open(name("file"));
    Appender appender = directory.append(name("wal/1"));
    FileWriter writer = directory.create(name("other"));
    writer.write(bytes(3 << 20));
    opened.close();
    assertThatThrownBy(() -> directory.list("")).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> directory.delete(List.of())).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> reader.read(0, bytes(1))).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> appender.write(bytes(1))).isInstanceOf(IllegalStateException.class);
    directory.close();
    assertThatThrownBy(() -> RocksDirectory.on(opened.database, opened.family))
        .isInstanceOf(IllegalStateException.class);
    try (OpenedDatabase again = new OpenedDatabase(place);
        RocksDirectory next = RocksDirectory.on(again.database, again.family)) {
      next.delete(List.of());
      assertThat(next.list("")).hasSize(2);
    }
  }
}
