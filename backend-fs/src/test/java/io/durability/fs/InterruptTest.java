package io.durability.fs;

import static org.assertj.core.api.Assertions.assertThat;

import io.durability.storage.Appender;
import io.durability.storage.Condition;
import io.durability.storage.FileReader;
import io.durability.storage.FileWriter;
import io.durability.testkit.host.ChildJvm;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What an interrupt would do to a {@code FileChannel}: close it, and lose the log. */
class InterruptTest extends FsFixture {

  private static final int ROUNDS = 2_000;

  @AfterEach
  void clear() {
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void appender_interruptedAtEverySync_goesOn() throws Throwable {
    try (Appender appender = directory.append(name("wal/1"))) {
      for (int round = 1; round <= ROUNDS; round++) {
        Thread.currentThread().interrupt();
        appender.write(bytes(64, round));
        assertThat(now(appender.sync())).isEqualTo(64L * round);
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
      }
    }
    assertThat(directory.stat(name("wal/1")).orElseThrow().size()).isEqualTo(64L * ROUNDS);
  }

  @Test
  void reader_interruptedAtEveryRead_goesOn() throws Exception {
    directory.write(name("a"), bytes(4096, 7), Condition.none());
    try (FileReader reader = directory.open(name("a"))) {
      for (int round = 0; round < ROUNDS; round++) {
        Thread.currentThread().interrupt();
        ByteBuffer target = ByteBuffer.allocate(64);
        reader.read(round, target);
        assertThat(target.flip()).isEqualTo(bytes(64, 7));
      }
    }
  }

  @Test
  void allVerbs_interruptedAgainAndAgain_keepTheLockAndTheirWork() throws Exception {
    for (int round = 0; round < 200; round++) {
      Thread.currentThread().interrupt();
      directory.write(name("a"), bytes("a"), Condition.none());
      try (FileWriter writer = directory.create(name("b"))) {
        writer.write(bytes("b"));
        writer.commit(Condition.none());
      }
      directory.rename(name("b"), name("c/d"));
      assertThat(names(directory.list(""))).containsExactly("a", "c/d");
      assertThat(text(directory, "c/d")).isEqualTo("b");
      directory.delete(List.of(name("c/d")));
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }
    Thread.interrupted();
    try (ChildJvm child = ChildJvm.start(LockHolder.class, root.toString())) {
      assertThat(child.line()).startsWith("UnavailableException");
    }
    Thread.currentThread().interrupt();
  }

  @Test
  @Tag("fault-33")
  void interruptsFromOutside_whileForcing_loseNothing() throws Throwable {
    AtomicBoolean done = new AtomicBoolean();
    Thread writer = Thread.currentThread();
    Thread storm =
        new Thread(
            () -> {
              while (!done.get()) {
                writer.interrupt();
                Thread.onSpinWait();
              }
            });
    storm.start();
    long length = 0;
    try (Appender appender = directory.append(name("wal/1"))) {
      for (int round = 0; round < ROUNDS; round++) {
        appender.write(bytes(100, round));
        length += 100;
        assertThat(now(appender.sync())).isEqualTo(length);
      }
    } finally {
      done.set(true);
      // Joining would be interrupted by what is still on its way.
      while (storm.isAlive()) {
        Thread.onSpinWait();
      }
    }
    try (FileReader reader = directory.open(name("wal/1"))) {
      for (int round = 0; round < ROUNDS; round++) {
        ByteBuffer target = ByteBuffer.allocate(100);
        reader.read(round * 100L, target);
        assertThat(target.flip()).isEqualTo(bytes(100, round));
      }
    }
    Thread.currentThread().interrupt();
  }
}
