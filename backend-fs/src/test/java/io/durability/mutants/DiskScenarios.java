package io.durability.mutants;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.errors.ConditionNotMetException;
import io.durability.errors.DurabilityException;
import io.durability.errors.SupersededException;
import io.durability.errors.UnavailableException;
import io.durability.fs.DirectedDisk;
import io.durability.fs.Loss;
import io.durability.storage.Appender;
import io.durability.storage.Condition;
import io.durability.storage.Directory;
import io.durability.storage.FileName;
import io.durability.storage.FileReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionException;

/** The verbs of the local disk: durable on return, and one process at a time. */
final class DiskScenarios {

  private static final FileName FILE = FileName.of("folder/file");
  private static final FileName NEXT = FileName.of("folder/next");
  private static final FileName OTHER = FileName.of("other/file");

  private DiskScenarios() {}

  private static ByteBuffer text(String text) {
    return ByteBuffer.wrap(text.getBytes(UTF_8));
  }

  private static String read(DirectedDisk disk, FileName name) {
    return new String(disk.content(name), UTF_8);
  }

  /** Returns an appender of which {@code acked} is durable. */
  private static Appender acked(Directory directory) throws IOException {
    Appender appender = directory.append(FILE);
    appender.write(text("acked"));
    assertThat(appender.sync().join()).isEqualTo(5);
    return appender;
  }

  @Scenario
  static void wholeFile_powerLossAfterTheWrite_isThere() throws IOException {
    for (Condition condition : List.of(Condition.none(), Condition.absent())) {
      DirectedDisk disk = new DirectedDisk();
      try (Directory directory = disk.open()) {
        directory.write(FILE, text("content"), condition);
      }
      disk.powerLoss(Loss.ALL);
      assertThat(read(disk, FILE)).isEqualTo("content");
    }
  }

  @Scenario
  static void deleted_powerLoss_staysAway() throws IOException {
    DirectedDisk disk = new DirectedDisk();
    try (Directory directory = disk.open()) {
      directory.write(FILE, text("content"), Condition.none());
      directory.delete(List.of(FILE));
    }
    disk.powerLoss(Loss.ALL);
    try (Directory directory = disk.open()) {
      assertThat(directory.stat(FILE)).isEmpty();
    }
  }

  @Scenario
  static void renamed_powerLoss_hasTheNewNameOnly() throws IOException {
    DirectedDisk disk = new DirectedDisk();
    try (Directory directory = disk.open()) {
      directory.write(FILE, text("content"), Condition.none());
      directory.rename(FILE, OTHER);
    }
    disk.powerLoss(Loss.ALL);
    assertThat(read(disk, OTHER)).isEqualTo("content");
    try (Directory directory = disk.open()) {
      assertThat(directory.stat(FILE)).isEmpty();
    }
  }

  @Scenario
  static void nameOfAKilledProcess_seenByTheNext_outlivesAPowerLoss() throws IOException {
    DirectedDisk disk = new DirectedDisk();
    try (Directory directory = disk.open()) {
      directory.write(OTHER, text("x"), Condition.none());
      disk.killBefore("force-folder folder"::equals);
      assertThatThrownBy(() -> directory.write(FILE, text("content"), Condition.absent()))
          .as("killed before the name is forced")
          .isNotNull();
    }
    disk.kill();
    try (Directory directory = disk.open()) {
      assertThatThrownBy(() -> directory.write(FILE, text("mine"), Condition.absent()))
          .as("it is there for who comes next")
          .isInstanceOf(ConditionNotMetException.class);
      disk.powerLoss(Loss.ALL);
    }
    assertThat(read(disk, FILE)).isEqualTo("content");
  }

  @Scenario
  static void absentAsked_anotherProcessCreatesItMeanwhile_isNotReplaced() throws IOException {
    DirectedDisk disk = new DirectedDisk();
    try (Directory directory = disk.open()) {
      directory.write(OTHER, text("x"), Condition.none());
      directory.write(FILE, text("theirs"), Condition.none());
      directory.delete(List.of(FILE));
      disk.before(
          operation -> {
            if (operation.startsWith("link ") || operation.startsWith("rename ~temp")) {
              disk.before(later -> {});
              disk.plant(FILE, "theirs".getBytes(UTF_8));
            }
          });
      assertThatThrownBy(() -> directory.write(FILE, text("ours"), Condition.absent()))
          .isInstanceOf(ConditionNotMetException.class);
    }
    assertThat(read(disk, FILE)).isEqualTo("theirs");
  }

  @Scenario
  static void appender_afterAFailedForce_confirmsNothing() throws IOException {
    DirectedDisk disk = new DirectedDisk();
    try (Directory directory = disk.open()) {
      Appender appender = acked(directory);
      long durable = appender.length();
      appender.write(text("lost"));
      disk.failOnce(operation -> operation.startsWith("force"));
      assertThatThrownBy(() -> appender.sync().join()).isInstanceOf(CompletionException.class);
      try {
        durable = appender.sync().join();
      } catch (CompletionException e) {
        assertThat(e).hasCauseInstanceOf(DurabilityException.class);
      }
      disk.powerLoss(Loss.ALL);
      String expected = durable == 5 ? "acked" : "ackedlost";
      assertThat(read(disk, FILE)).startsWith(expected);
    }
  }

  @Scenario
  static void appender_afterAFailedForceAheadOfTheSync_confirmsNothing() throws Exception {
    DirectedDisk disk = new DirectedDisk();
    try (Directory directory = disk.open()) {
      Appender appender = acked(directory);
      disk.failOnce(operation -> operation.startsWith("force"));
      appender.write(ByteBuffer.allocate(16 << 20).put(text("lost")).rewind());
      assertThat(disk.awaitFailedForce(20)).as("forced before a sync").isTrue();
      boolean confirmed = true;
      try {
        appender.sync().join();
      } catch (CompletionException e) {
        assertThat(e).hasCauseInstanceOf(UnavailableException.class);
        confirmed = false;
      }
      disk.powerLoss(Loss.ALL);
      assertThat(read(disk, FILE)).startsWith(confirmed ? "ackedlost" : "acked");
    }
  }

  private static void whole(Directory directory, FileName name, String content) throws IOException {
    try (Appender appender = directory.append(name)) {
      appender.write(text(content));
      assertThat(appender.sync().join()).isEqualTo(content.length());
    }
  }

  @Scenario
  static void deletionThatFailed_powerLoss_bringsBackWhatWasThere() throws IOException {
    DirectedDisk disk = new DirectedDisk();
    try (Directory directory = disk.open()) {
      whole(directory, FILE, "before");
      disk.failOnce("force-folder folder"::equals);
      assertThatThrownBy(() -> directory.delete(List.of(FILE)))
          .isInstanceOf(UnavailableException.class);
      disk.killBefore("force-folder folder"::equals);
      assertThatThrownBy(() -> whole(directory, NEXT, "behind")).isNotNull();
    }
    disk.powerLoss(Loss.ALL);
    assertThat(read(disk, FILE)).isEqualTo("before");
  }

  @Scenario
  static void deletedFile_readersOfIt_readOn() throws IOException {
    DirectedDisk disk = new DirectedDisk();
    try (Directory directory = disk.open()) {
      whole(directory, FILE, "before");
      try (FileReader reader = directory.open(FILE)) {
        directory.delete(List.of(FILE));
        whole(directory, NEXT, "behind");
        ByteBuffer read = ByteBuffer.allocate((int) reader.size());
        reader.read(0, read);
        assertThat(new String(read.array(), UTF_8)).isEqualTo("before");
      }
    }
  }

  @Scenario
  static void sealed_anEarlierAppender_confirmsNothing() throws IOException {
    DirectedDisk disk = new DirectedDisk();
    try (Directory directory = disk.open()) {
      Appender appender = acked(directory);
      directory.seal(FILE);
      assertThatThrownBy(() -> appender.sync().join())
          .hasCauseInstanceOf(SupersededException.class);
    }
  }

  @Scenario
  static void settled_nothingIsReadBehindTheEnd() throws IOException {
    DirectedDisk disk = new DirectedDisk();
    try (Directory directory = disk.open()) {
      Appender appender = directory.append(FILE);
      appender.write(text("valid|torn"));
      appender.sync().join();
      directory.seal(FILE);
      directory.settle(FILE, 0, 5);
      try (FileReader reader = directory.open(FILE)) {
        ByteBuffer read = ByteBuffer.allocate((int) reader.size());
        reader.read(0, read);
        assertThat(new String(read.array(), UTF_8).replace("\0", "")).isEqualTo("valid");
      }
    }
  }

  private static void assertRefused(Directory directory) {
    assertThatThrownBy(() -> directory.delete(List.of())).isInstanceOf(UnavailableException.class);
  }

  @Scenario
  static void secondProcess_isRefused() throws IOException {
    DirectedDisk disk = new DirectedDisk();
    try (Directory first = disk.open();
        Directory second = disk.openInAnotherProcess()) {
      first.delete(List.of());
      assertRefused(second);
    }
  }

  @Scenario
  static void secondDirectoryOfTheProcess_isRefused_andTheLockStays() throws IOException {
    DirectedDisk disk = new DirectedDisk();
    try (Directory first = disk.open();
        Directory second = disk.open();
        Directory elsewhere = disk.openInAnotherProcess()) {
      first.delete(List.of());
      assertRefused(second);
      // Any close of the lock file in this process would have freed it.
      assertRefused(elsewhere);
    }
  }

  @Scenario
  static void lockFileRemoved_theHolderIsSuperseded() throws IOException {
    DirectedDisk disk = new DirectedDisk();
    try (Directory first = disk.open();
        Directory second = disk.openInAnotherProcess()) {
      first.delete(List.of());
      disk.removeLockFile();
      second.delete(List.of());
      assertThatThrownBy(() -> first.append(FILE)).isInstanceOf(SupersededException.class);
    }
  }
}
