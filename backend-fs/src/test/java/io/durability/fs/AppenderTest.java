package io.durability.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.given;

import io.durability.errors.ConditionNotMetException;
import io.durability.errors.PoisonedException;
import io.durability.errors.SupersededException;
import io.durability.errors.UnavailableException;
import io.durability.storage.Appender;
import io.durability.storage.Condition;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class AppenderTest extends FsFixture {

  private static final String WAL = "wal/1";
  private static final int HEADER = 4096;

  private long physicalLength() throws Exception {
    return Files.size(root.resolve(WAL));
  }

  /** Returns an appender of which a header is durable, and forgets what that took. */
  private Appender established() throws Throwable {
    Appender appender = directory.append(name(WAL));
    appender.write(bytes(HEADER, 1));
    assertThat(now(appender.sync())).isEqualTo(HEADER);
    files.taken();
    return appender;
  }

  @Test
  void firstSync_coversOnlyWhatWasWritten_andForcesFileThenFolder() throws Throwable {
    claim();
    try (Appender appender = directory.append(name(WAL))) {
      appender.write(bytes(HEADER, 1));
      assertThat(now(appender.sync())).isEqualTo(HEADER);
      assertThat(files.taken())
          .containsExactly(
              "mkdir wal",
              "force-folder .",
              "create wal/1",
              "write wal/1 0+4096",
              "force-all wal/1",
              "force-folder wal");
      assertThat(physicalLength()).isEqualTo(HEADER);
    }
  }

  @Test
  void firstSync_ofNothing_makesTheFileDurable() throws Throwable {
    claim();
    try (Appender appender = directory.append(name(WAL))) {
      assertThat(now(appender.sync())).isZero();
      assertThat(files.taken()).endsWith("create wal/1", "force-all wal/1", "force-folder wal");
    }
  }

  @Test
  void laterSyncs_forceLengthOnlyWhereItChanged() throws Throwable {
    try (Appender appender = established()) {
      appender.write(bytes(HEADER, 2));
      assertThat(now(appender.sync())).isEqualTo(2 * HEADER);
      assertThat(files.taken())
          .containsExactly("write wal/1 4096+4096", "write wal/1 8192+57344", "force-all wal/1");
      assertThat(physicalLength()).isEqualTo(65_536);
      for (int round = 0; round < 14; round++) {
        appender.write(bytes(HEADER, 3));
        now(appender.sync());
      }
      assertThat(files.taken("force")).hasSize(14).containsOnly("force-data wal/1");
      appender.write(bytes(HEADER, 3));
      now(appender.sync());
      assertThat(files.taken("force")).containsExactly("force-all wal/1");
    }
  }

  @Test
  void sync_withNothingNew_forcesNothing() throws Throwable {
    try (Appender appender = established()) {
      assertThat(now(appender.sync())).isEqualTo(HEADER);
      assertThat(files.taken()).isEmpty();
    }
  }

  @Test
  void reservation_isBoundedAndNeverTouchesData() throws Throwable {
    Random random = new Random(7);
    ByteArrayOutputStream model = new ByteArrayOutputStream();
    long lengthForces = 0;
    try (Appender appender = established()) {
      model.writeBytes(bytes(HEADER, 1).array());
      while (model.size() < 24 << 20) {
        byte[] data = new byte[1 + random.nextInt(Reservation.SYNC_BYTES_MAX)];
        random.nextBytes(data);
        appender.write(ByteBuffer.wrap(data));
        model.writeBytes(data);
        assertThat(now(appender.sync())).isEqualTo(model.size());
        assertThat(physicalLength())
            .isBetween(
                (long) model.size(),
                (long) model.size() + Reservation.STEP_BYTES_MIN + Reservation.STEP_BYTES_MAX);
        lengthForces += files.taken("force-all").size();
      }
      byte[] content = Files.readAllBytes(root.resolve(WAL));
      assertThat(Arrays.mismatch(content, 0, model.size(), model.toByteArray(), 0, model.size()))
          .isEqualTo(-1);
      for (int at = model.size(); at < content.length; at++) {
        assertThat(content[at]).isZero();
      }
    }
    assertThat(lengthForces).isLessThan(40);
    assertThat(physicalLength()).isEqualTo(model.size());
  }

  @Test
  void syncOfMuch_reservesNothing() throws Throwable {
    try (Appender appender = established()) {
      appender.write(bytes(Reservation.SYNC_BYTES_MAX + 1, 2));
      long length = now(appender.sync());
      assertThat(files.taken("force")).containsExactly("force-all wal/1");
      assertThat(physicalLength()).isEqualTo(length);
    }
  }

  @Test
  void muchWithoutASync_isForcedAhead_once() throws Throwable {
    CountDownLatch forced = new CountDownLatch(1);
    files.hook(
        operation -> {
          if (operation.startsWith("force-data")) {
            forced.countDown();
          }
        });
    try (Appender appender = established()) {
      appender.write(bytes(WriteBack.BEGIN_BYTES - 1, 2));
      assertThat(files.taken("force")).isEmpty();
      appender.write(bytes(1, 2));
      await(forced);
      appender.write(bytes(1000, 2));
      assertThat(now(appender.sync())).isEqualTo(HEADER + WriteBack.BEGIN_BYTES + 1000);
      assertThat(files.taken("force")).containsExactly("force-data wal/1", "force-all wal/1");
    }
  }

  @Test
  @Tag("fault-3")
  void failedForceAhead_poisons_andIsNotTriedAgain() throws Throwable {
    Appender appender = established();
    CountDownLatch failed = files.failOn(operation -> operation.startsWith("force-data"));
    appender.write(bytes(WriteBack.BEGIN_BYTES, 2));
    await(failed);
    assertThatThrownBy(() -> now(appender.sync()))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("written back early, and refused");
    poisonedForGood(appender);
  }

  @Test
  void close_givesReservedSpaceBack() throws Throwable {
    Appender appender = established();
    appender.write(bytes(100, 2));
    now(appender.sync());
    assertThat(physicalLength()).isGreaterThan(HEADER + 100);
    appender.close();
    assertThat(physicalLength()).isEqualTo(HEADER + 100);
    appender.close();
    assertThatThrownBy(() -> appender.write(bytes(1, 1))).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> now(appender.sync())).isInstanceOf(IllegalStateException.class);
  }

  @Test
  @Tag("fault-8")
  void write_takesPositionToLimit_ofAnyBuffer_overShortWrites() throws Throwable {
    files.bytesPerWriteMax(3);
    try (Appender appender = directory.append(name("wal/2"))) {
      ByteBuffer direct =
          ByteBuffer.allocateDirect(10).put(bytes("..direct..")).position(2).limit(8);
      appender.write(direct);
      assertThat(direct.position()).isEqualTo(8);
      appender.write(bytes(" and fixed!").limit(10).asReadOnlyBuffer());
      assertThat(appender.length()).isEqualTo(16);
      assertThat(now(appender.sync())).isEqualTo(16);
    }
    assertThat(text(directory, "wal/2")).isEqualTo("direct and fixed");
  }

  @Test
  void write_largeHeapBuffer_goesInBoundedPieces() throws Throwable {
    claim();
    try (Appender appender = directory.append(name(WAL))) {
      appender.write(bytes(600_000, 5));
      assertThat(files.taken("write"))
          .containsExactly(
              "write wal/1 0+262144", "write wal/1 262144+262144", "write wal/1 524288+75712");
      appender.write(ByteBuffer.allocateDirect(600_000));
      assertThat(files.taken("write")).containsExactly("write wal/1 600000+600000");
    }
  }

  @Test
  void failedWrite_poisons() throws Throwable {
    Appender appender = established();
    files.failOn(operation -> operation.startsWith("write"));
    assertThatThrownBy(() -> appender.write(bytes(1, 1)))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("offset=4096");
    poisonedForGood(appender);
  }

  @Test
  @Tag("fault-3")
  void failedForce_poisons_andIsNotTriedAgain() throws Throwable {
    Appender appender = established();
    appender.write(bytes(1, 1));
    files.failOn(operation -> operation.startsWith("force"));
    assertThatThrownBy(() -> now(appender.sync())).isInstanceOf(UnavailableException.class);
    poisonedForGood(appender);
  }

  @Test
  @Tag("fault-5")
  void failedFolderForce_poisons() throws Throwable {
    claim();
    Appender appender = directory.append(name(WAL));
    appender.write(bytes(1, 1));
    files.failOn("force-folder wal"::equals);
    assertThatThrownBy(() -> now(appender.sync())).isInstanceOf(UnavailableException.class);
    poisonedForGood(appender);
  }

  private void poisonedForGood(Appender appender) throws Throwable {
    files.hook(operation -> {});
    files.taken();
    long length = physicalLength();
    assertThatThrownBy(() -> now(appender.sync()))
        .isInstanceOf(PoisonedException.class)
        .hasRootCauseInstanceOf(IOException.class);
    assertThatThrownBy(() -> appender.write(bytes(1, 1))).isInstanceOf(PoisonedException.class);
    appender.close();
    assertThat(files.taken()).as("nothing is forced, written or cut any more").isEmpty();
    assertThat(physicalLength()).isEqualTo(length);
  }

  @Test
  void append_takenName_isNotMetAndUnchanged() throws Throwable {
    established().close();
    assertThatThrownBy(() -> directory.append(name(WAL)))
        .isInstanceOf(ConditionNotMetException.class);
    directory.write(name("whole"), bytes("x"), Condition.none());
    assertThatThrownBy(() -> directory.append(name("whole")))
        .isInstanceOf(ConditionNotMetException.class);
    assertThat(text(directory, "whole")).isEqualTo("x");
    assertThat(physicalLength()).isEqualTo(HEADER);
  }

  @Test
  void seal_endsTheOpenAppender() throws Throwable {
    Appender appender = established();
    appender.write(bytes(100, 2));
    assertThat(directory.seal(name(WAL))).isEqualTo(HEADER + 100);
    files.taken();
    assertThatThrownBy(() -> now(appender.sync())).isInstanceOf(SupersededException.class);
    assertThatThrownBy(() -> appender.write(bytes(1, 1))).isInstanceOf(SupersededException.class);
    assertThat(directory.seal(name(WAL))).isEqualTo(HEADER + 100);
    appender.close();
    assertThat(files.taken()).as("the sealed writer leaves the file alone").isEmpty();
    assertThat(directory.seal(name("wal/none"))).isZero();
  }

  @Test
  void seal_waitsForASyncUnderWay_whichThenIsBelowIt() throws Throwable {
    Appender appender = established();
    appender.write(bytes(100, 2));
    CountDownLatch forcing = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    files.hook(
        operation -> {
          if (operation.startsWith("force-all wal/1")) {
            forcing.countDown();
            await(go);
          }
        });
    FutureTask<Long> synced = started(() -> appender.sync().get());
    await(forcing);
    FutureTask<Long> sealed = new FutureTask<>(() -> directory.seal(name(WAL)));
    Thread sealing = new Thread(sealed);
    sealing.start();
    given().until(() -> sealing.getState() == Thread.State.WAITING);
    assertThat(sealed.isDone()).isFalse();
    go.countDown();
    assertThat(now(sealed)).isEqualTo(HEADER + 100);
    assertThat(now(synced)).isEqualTo(HEADER + 100);
  }

  private static FutureTask<Long> started(Callable<Long> task) {
    FutureTask<Long> started = new FutureTask<>(task);
    new Thread(started).start();
    return started;
  }

  @Test
  void seal_afterACrash_isWhereTheFileEnds() throws Throwable {
    Appender appender = established();
    appender.write(bytes(100, 2));
    files.failOn(operation -> operation.startsWith("force"));
    assertThatThrownBy(() -> now(appender.sync())).isInstanceOf(UnavailableException.class);
    files.hook(operation -> {});
    assertThat(directory.seal(name(WAL))).isEqualTo(physicalLength()).isEqualTo(65_536);
  }

  @Test
  void deletedRenamedOrReplacedFile_endsItsAppender() throws Throwable {
    for (int way = 0; way < 4; way++) {
      Appender appender = directory.append(name("wal/w" + way));
      appender.write(bytes(10, 1));
      now(appender.sync());
      switch (way) {
        case 0 -> directory.delete(List.of(name("wal/w0")));
        case 1 -> directory.rename(name("wal/w1"), name("moved"));
        case 2 -> directory.write(name("wal/w2"), bytes("x"), Condition.none());
        default -> directory.rename(name("moved"), name("wal/w3"));
      }
      appender.length();
      assertThatThrownBy(() -> appender.write(bytes(1, 1)))
          .as("way %d", way)
          .isInstanceOf(SupersededException.class);
      appender.close();
    }
  }

  @Test
  @Tag("D12")
  void fileReplaced_butNotDurably_endsItsAppender() throws Throwable {
    Appender appender = established();
    files.failOn("force-folder wal"::equals);
    assertThatThrownBy(() -> directory.write(name(WAL), bytes("x"), Condition.none()))
        .isInstanceOf(UnavailableException.class);
    files.hook(operation -> {});
    assertThat(text(directory, WAL)).isEqualTo("x");
    assertThatThrownBy(() -> now(appender.sync())).isInstanceOf(SupersededException.class);
  }

  @Test
  void directoryClose_endsAppenders_andTrims() throws Throwable {
    Appender appender = established();
    appender.write(bytes(100, 2));
    directory.close();
    assertThatThrownBy(() -> appender.write(bytes(1, 1))).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> now(appender.sync())).isInstanceOf(IllegalStateException.class);
    appender.close();
    assertThat(physicalLength()).isEqualTo(HEADER + 100);
  }

  @Test
  void open_besideTheAppender_readsWhatIsDurable() throws Throwable {
    try (Appender appender = established()) {
      appender.write(bytes("durable"));
      now(appender.sync());
      try (var reader = directory.open(name(WAL))) {
        assertThat(reader.size()).isGreaterThanOrEqualTo(HEADER + 7);
        ByteBuffer read = ByteBuffer.allocate(7);
        reader.read(HEADER, read);
        assertThat(read.flip()).isEqualTo(bytes("durable"));
      }
    }
  }
}
