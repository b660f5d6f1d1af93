package io.durability.testkit;

import static io.durability.testkit.Fault.Mode.AFTER;
import static io.durability.testkit.Fault.Mode.BEFORE;
import static io.durability.testkit.Fault.Mode.SHORT;
import static io.durability.testkit.Operation.Verb.APPEND;
import static io.durability.testkit.Operation.Verb.APPENDER_CLOSE;
import static io.durability.testkit.Operation.Verb.CLOSE;
import static io.durability.testkit.Operation.Verb.COMMIT;
import static io.durability.testkit.Operation.Verb.CREATE;
import static io.durability.testkit.Operation.Verb.DELETE;
import static io.durability.testkit.Operation.Verb.FILE_WRITE;
import static io.durability.testkit.Operation.Verb.LIST;
import static io.durability.testkit.Operation.Verb.OPEN;
import static io.durability.testkit.Operation.Verb.READ;
import static io.durability.testkit.Operation.Verb.RENAME;
import static io.durability.testkit.Operation.Verb.SEAL;
import static io.durability.testkit.Operation.Verb.SETTLE;
import static io.durability.testkit.Operation.Verb.STAT;
import static io.durability.testkit.Operation.Verb.WRITE;
import static io.durability.testkit.When.any;
import static io.durability.testkit.When.on;
import static io.durability.testkit.When.operation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.durability.errors.UnavailableException;
import io.durability.storage.Appender;
import io.durability.storage.Condition;
import io.durability.storage.FileInfo;
import io.durability.storage.FileName;
import io.durability.storage.FileReader;
import io.durability.storage.FileWriter;
import io.durability.storage.MemoryDirectory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Faults strike where and how they are told to. */
final class FaultDirectoryTest {

  private static final FileName A = FileName.of("a");
  private static final FileName B = FileName.of("b");
  private static final FileName WAL = FileName.of("wal/1");
  private static final byte[] TEN = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};

  private final MemoryDirectory memory = new MemoryDirectory();
  private final FaultDirectory dir = new FaultDirectory(memory);

  private void put(FileName name) throws Exception {
    memory.write(name, ByteBuffer.wrap(TEN), Condition.none());
  }

  private byte[] content(FileName name) throws Exception {
    try (FileReader reader = memory.open(name)) {
      ByteBuffer whole = ByteBuffer.allocate((int) reader.size());
      reader.read(0, whole);
      return whole.array();
    }
  }

  private List<String> names() throws Exception {
    return memory.list("").stream().map(info -> info.name().value()).toList();
  }

  private static void assertInjected(ThrowingCallable verb) {
    assertThatThrownBy(verb)
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("injected");
  }

  private static Throwable cause(CompletableFuture<Long> sync) {
    Throwable failure = catchThrowable(sync::join);
    assertThat(failure).isInstanceOf(CompletionException.class);
    return failure.getCause();
  }

  @Test
  void operations_areCountedAndListed() throws Exception {
    dir.write(A, ByteBuffer.wrap(TEN), Condition.none());
    try (Appender appender = dir.append(WAL)) {
      appender.write(ByteBuffer.wrap(TEN));
      assertThat(appender.sync().join()).isEqualTo(10);
    }
    try (FileReader reader = dir.open(A)) {
      reader.read(0, ByteBuffer.allocate(5));
    }
    try (FileWriter writer = dir.create(B)) {
      writer.write(ByteBuffer.wrap(TEN));
      writer.commit(Condition.absent());
    }
    dir.delete(List.of(A, B, FileName.of("c"), FileName.of("d")));
    dir.list("wal/");
    dir.close();
    dir.close();
    assertThat(dir.operations())
        .extracting(Operation::toString)
        .containsExactly(
            "#1 WRITE a",
            "#2 APPEND wal/1",
            "#3 APPENDER_WRITE wal/1",
            "#4 SYNC wal/1",
            "#5 APPENDER_CLOSE wal/1",
            "#6 OPEN a",
            "#7 READ a",
            "#8 READER_CLOSE a",
            "#9 CREATE b",
            "#10 FILE_WRITE b",
            "#11 COMMIT b",
            "#12 FILE_CLOSE b",
            "#13 DELETE a, b, c and 1 more",
            "#14 LIST wal/",
            "#15 CLOSE");
    assertThat(dir.count()).isEqualTo(15);
  }

  @Test
  void once_failsOneOperation_andTellsWhich() throws Exception {
    Fault fault = dir.failOnce(operation(2), BEFORE);
    assertThat(fault.fired()).isFalse();
    dir.write(A, ByteBuffer.wrap(TEN), Condition.none());
    assertInjected(() -> dir.write(B, ByteBuffer.wrap(TEN), Condition.none()));
    assertThat(fault.fired()).isTrue();
    assertThat(fault.firedAt().map(Operation::toString)).contains("#2 WRITE b");
    assertThat(fault).hasToString("BEFORE once, any from number 2, fired at #2 WRITE b");
    dir.write(B, ByteBuffer.wrap(TEN), Condition.none());
    assertThat(names()).containsExactly("a", "b");
  }

  @Test
  void forever_failsEveryLaterOperation_untilHealed() throws Exception {
    put(A);
    Fault fault = dir.failForever(operation(2), BEFORE);
    assertThat(dir.stat(A)).isPresent();
    for (int i = 0; i < 3; i++) {
      assertInjected(() -> dir.stat(A));
      assertInjected(() -> dir.list(""));
      assertInjected(() -> dir.write(B, ByteBuffer.wrap(TEN), Condition.none()));
    }
    assertThat(fault.firedAt().map(Operation::number)).contains(2L);
    dir.heal();
    assertThat(dir.stat(A)).isPresent();
    assertThat(names()).containsExactly("a");
  }

  @Test
  void when_picksVerbNameAndPlace() throws Exception {
    Fault fault = dir.failOnce(on(STAT, LIST).under("wal/").nth(2), BEFORE);
    dir.stat(A);
    dir.stat(WAL);
    dir.list("b");
    dir.open(writeA()).close();
    assertThat(fault.fired()).isFalse();
    assertInjected(() -> dir.list("wal/1"));
    assertThat(fault.fired()).isTrue();
    assertThatThrownBy(() -> any().nth(0)).isInstanceOf(IllegalArgumentException.class);
  }

  private FileName writeA() throws Exception {
    put(A);
    return A;
  }

  @Test
  void wholeFileVerbs_beforeHasNoEffect_afterHasAll() throws Exception {
    put(A);
    for (Fault.Mode mode : List.of(BEFORE, SHORT)) {
      dir.failForever(on(WRITE, COMMIT, RENAME, SEAL, SETTLE, CREATE, APPEND, OPEN), mode);
      assertInjected(() -> dir.write(B, ByteBuffer.wrap(TEN), Condition.none()));
      assertInjected(() -> dir.rename(A, B));
      assertInjected(() -> dir.append(WAL));
      assertInjected(() -> dir.create(B));
      assertInjected(() -> dir.open(A));
      dir.heal();
      assertThat(names()).containsExactly("a");
    }
    dir.failForever(on(WRITE, RENAME, APPEND), AFTER);
    assertInjected(() -> dir.write(B, ByteBuffer.wrap(TEN), Condition.none()));
    assertThat(names()).containsExactly("a", "b");
    assertInjected(() -> dir.rename(A, FileName.of("c")));
    assertInjected(() -> dir.append(WAL));
    assertThat(names()).containsExactly("b", "c", "wal/1");
  }

  @Test
  void seal_andSettle_failAsTold() throws Exception {
    try (Appender appender = dir.append(WAL)) {
      appender.write(ByteBuffer.wrap(TEN));
      assertThat(appender.sync().join()).isEqualTo(10);
      dir.failOnce(on(SEAL), BEFORE);
      assertInjected(() -> dir.seal(WAL));
      appender.write(ByteBuffer.wrap(TEN));
      assertThat(appender.sync().join()).isEqualTo(20);
      dir.failOnce(on(SEAL), AFTER);
      assertInjected(() -> dir.seal(WAL));
      appender.write(ByteBuffer.wrap(TEN));
      assertThat(cause(appender.sync())).hasMessageContaining("sealed");
    }
    dir.failOnce(on(SETTLE), BEFORE);
    assertInjected(() -> dir.settle(WAL, 0, 5));
    assertThat(content(WAL)).hasSize(20);
    dir.failOnce(on(SETTLE), AFTER);
    assertInjected(() -> dir.settle(WAL, 0, 5));
    assertThat(content(WAL)).hasSize(5);
  }

  @Test
  void delete_short_deletesTheFirstHalf() throws Exception {
    put(A);
    put(B);
    dir.failOnce(on(DELETE).under("b"), SHORT);
    assertInjected(() -> dir.delete(List.of(A, B)));
    assertThat(names()).containsExactly("b");
    dir.failOnce(on(DELETE), AFTER);
    assertInjected(() -> dir.delete(List.of(B)));
    assertThat(names()).isEmpty();
  }

  @Test
  void rename_short_leavesBothNamesWhereItIsNotAtomic() throws Exception {
    put(A);
    FaultDirectory copying = new FaultDirectory(new LiberalDirectory(memory));
    copying.failOnce(on(RENAME), SHORT);
    assertInjected(() -> copying.rename(A, B));
    assertThat(names()).containsExactly("a", "b");
    assertThat(content(B)).isEqualTo(TEN);
    copying.rename(A, B);
    assertThat(names()).containsExactly("b");
  }

  @Test
  void read_short_fillsHalf() throws Exception {
    put(A);
    dir.failOnce(on(READ), SHORT);
    try (FileReader reader = dir.open(A)) {
      ByteBuffer target = ByteBuffer.allocate(10);
      assertInjected(() -> reader.read(0, target));
      assertThat(target.array()).containsExactly(0, 1, 2, 3, 4, 0, 0, 0, 0, 0);
      reader.read(0, target.clear());
      assertThat(target.array()).isEqualTo(TEN);
    }
  }

  @Test
  void fileWriter_thatFailed_cannotCommit() throws Exception {
    for (Fault.Mode mode : Fault.Mode.values()) {
      dir.failOnce(on(FILE_WRITE), mode);
      try (FileWriter writer = dir.create(B)) {
        assertInjected(() -> writer.write(ByteBuffer.wrap(TEN)));
        assertThatThrownBy(() -> writer.write(ByteBuffer.wrap(TEN)))
            .isInstanceOf(UnavailableException.class);
        assertThatThrownBy(() -> writer.commit(Condition.none()))
            .isInstanceOf(UnavailableException.class);
      }
      assertThat(names()).isEmpty();
    }
  }

  @Test
  void commit_afterIsThere_beforeIsNot() throws Exception {
    dir.failOnce(on(COMMIT), BEFORE);
    try (FileWriter writer = dir.create(B)) {
      writer.write(ByteBuffer.wrap(TEN));
      assertInjected(() -> writer.commit(Condition.none()));
      assertThatThrownBy(() -> writer.commit(Condition.none()))
          .isInstanceOf(IllegalStateException.class);
    }
    assertThat(names()).isEmpty();
    dir.failOnce(on(COMMIT), AFTER);
    try (FileWriter writer = dir.create(B)) {
      writer.write(ByteBuffer.wrap(TEN));
      assertInjected(() -> writer.commit(Condition.none()));
    }
    assertThat(content(B)).isEqualTo(TEN);
  }

  @Test
  void closes_failOnlyAfterTheyGaveBackWhatTheyHold() throws Exception {
    dir.failForever(on(CLOSE, APPENDER_CLOSE), BEFORE);
    Appender appender = dir.append(WAL);
    appender.write(ByteBuffer.wrap(TEN));
    assertInjected(appender::close);
    appender.close();
    assertInjected(dir::close);
    assertThatThrownBy(() -> memory.stat(A)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void hook_runsBeforeEachMatchingOperation() throws Exception {
    List<String> seen = new ArrayList<>();
    dir.before(
        on(WRITE).under("a"),
        op -> seen.add(op + " with " + memory.stat(A).map(FileInfo::size).orElse(-1L)));
    dir.write(A, ByteBuffer.wrap(TEN), Condition.none());
    dir.write(B, ByteBuffer.wrap(TEN), Condition.none());
    dir.write(A, ByteBuffer.wrap(TEN), Condition.none());
    assertThat(seen).containsExactly("#1 WRITE a with -1", "#3 WRITE a with 10");
  }

  @Test
  void gate_holdsAThreadBeforeItsOperation() throws Exception {
    CompletableFuture<Void> writing;
    try (Gate gate = dir.pauseBefore(on(WRITE).under("b"))) {
      writing =
          CompletableFuture.runAsync(
              () ->
                  DefectiveDirectory.unchecked(
                      () -> dir.write(B, ByteBuffer.wrap(TEN), Condition.none())));
      gate.awaitReached(Duration.ofSeconds(10));
      assertThat(gate.reached()).isTrue();
      dir.write(A, ByteBuffer.wrap(TEN), Condition.none());
      assertThat(names()).containsExactly("a");
      assertThat(writing).isNotDone();
    }
    writing.get(10, TimeUnit.SECONDS);
    assertThat(names()).containsExactly("a", "b");
  }

  @Test
  void gate_thatNobodyComesTo_saysSo() {
    try (Gate gate = dir.pauseBefore(on(WRITE))) {
      assertThatThrownBy(() -> gate.awaitReached(Duration.ofMillis(1)))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("no operation came to the gate");
      assertThat(gate.reached()).isFalse();
    }
  }
}
