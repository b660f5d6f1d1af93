package io.durability.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.errors.ConditionNotMetException;
import io.durability.errors.DurabilityException;
import io.durability.errors.PoisonedException;
import io.durability.errors.SupersededException;
import io.durability.errors.TruncatedException;
import io.durability.errors.UnavailableException;
import io.durability.storage.Condition;
import io.durability.storage.FileReader;
import io.durability.storage.FileWriter;
import io.durability.storage.Version;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class WholeFileTest extends FsFixture {

  private List<Path> temps() throws IOException {
    try (Stream<Path> temps = Files.list(root.resolve("~temp"))) {
      return temps.toList();
    }
  }

  @Test
  void write_forcesContentThenNamesThenForcesFolder() throws Exception {
    claim();
    directory.write(name("a"), bytes("one"), Condition.none());
    assertThat(files.taken())
        .containsExactly(
            "create ~temp/*",
            "write ~temp/* 0+3",
            "stamp ~temp/*",
            "force-all ~temp/*",
            "rename ~temp/* a",
            "force-folder .");
  }

  @Test
  void write_absent_linksSoThatNoOtherFileIsReplaced() throws Exception {
    claim();
    directory.write(name("a"), bytes("one"), Condition.absent());
    assertThat(files.taken())
        .containsExactly(
            "create ~temp/*",
            "write ~temp/* 0+3",
            "stamp ~temp/*",
            "force-all ~temp/*",
            "link ~temp/* a",
            "force-folder .",
            "unlink ~temp/*");
    assertThat(temps()).isEmpty();
  }

  @Test
  void write_absent_nameTakenByAnotherProcessMeanwhile_isNotReplaced() throws Exception {
    claim();
    files.hook(
        operation -> {
          if (operation.startsWith("link")) {
            Files.writeString(root.resolve("a"), "other");
          }
        });
    assertThatThrownBy(() -> directory.write(name("a"), bytes("one"), Condition.absent()))
        .isInstanceOf(ConditionNotMetException.class);
    assertThat(root.resolve("a")).hasContent("other");
    assertThat(temps()).isEmpty();
  }

  @Test
  void write_inNewFolders_forcesTheParentOfEachBeforeTheNext() throws Exception {
    claim();
    directory.write(name("a/b/c"), bytes("x"), Condition.none());
    assertThat(files.taken())
        .containsSubsequence(
            "mkdir a",
            "force-folder .",
            "mkdir a/b",
            "force-folder a",
            "rename ~temp/* a/b/c",
            "force-folder a/b");
    directory.write(name("a/b/d"), bytes("x"), Condition.none());
    assertThat(files.taken("force-folder")).containsExactly("force-folder a/b");
  }

  @Test
  void write_folderMadeButItsParentNotForced_isForcedByTheNextWrite() throws Exception {
    claim();
    files.failOn("force-folder ."::equals);
    assertThatThrownBy(() -> directory.write(name("a/b"), bytes("x"), Condition.none()))
        .isInstanceOf(UnavailableException.class);
    files.hook(operation -> {});
    files.taken();
    directory.write(name("a/b"), bytes("x"), Condition.none());
    assertThat(files.taken("force-folder")).containsExactly("force-folder .", "force-folder a");
  }

  @Test
  void write_setsOwnerOnlyAccess() throws Exception {
    directory.write(name("a/b"), bytes("x"), Condition.none());
    directory.append(name("w/1")).close();
    for (String file : new String[] {"a/b", "w/1", "~lock"}) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve(file))))
          .as(file)
          .isEqualTo("rw-------");
    }
    for (String folder : new String[] {"a", "w", "~temp"}) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve(folder))))
          .as(folder)
          .isEqualTo("rwx------");
    }
  }

  @Test
  @Tag("fault-25")
  void write_anyStepFails_leavesTheEarlierFileAndNoTemp() throws Exception {
    directory.write(name("a"), bytes("old"), Condition.none());
    for (String step : new String[] {"create", "write", "stamp", "force-all", "rename"}) {
      files.failOn(operation -> operation.startsWith(step + " ~temp"));
      assertThatThrownBy(() -> directory.write(name("a"), bytes("new"), Condition.none()))
          .as(step)
          .isInstanceOf(UnavailableException.class)
          .hasMessageContaining("file=a")
          .hasRootCauseMessage("injected at: " + lastOperation(step));
      files.hook(operation -> {});
      assertThat(text(directory, "a")).isEqualTo("old");
      assertThat(temps()).as(step).isEmpty();
    }
  }

  private static String lastOperation(String step) {
    return switch (step) {
      case "write" -> "write ~temp/* 0+3";
      case "rename" -> "rename ~temp/* a";
      default -> step + " ~temp/*";
    };
  }

  @Test
  @Tag("fault-5")
  void write_folderForceFails_isNotReportedAsDone() throws Exception {
    claim();
    files.failOn("force-folder ."::equals);
    assertThatThrownBy(() -> directory.write(name("a"), bytes("new"), Condition.none()))
        .isInstanceOf(UnavailableException.class);
  }

  @Test
  void write_tempSweptByAnotherWriter_isSuperseded() throws Exception {
    claim();
    files.hook(
        operation -> {
          if (operation.startsWith("rename")) {
            for (Path temp : temps()) {
              Files.delete(temp);
            }
          }
        });
    assertThatThrownBy(() -> directory.write(name("a"), bytes("new"), Condition.none()))
        .isInstanceOf(SupersededException.class);
  }

  @Test
  @Tag("fault-40")
  void version_risesWithEachReplacement_alsoWhenTheClockIsSetBack() throws Exception {
    Set<Version> seen = new HashSet<>();
    for (int round = 0; round < 50; round++) {
      clock.now = clock.now.minus(Duration.ofHours(1));
      Version version = directory.write(name("a"), bytes("same"), Condition.none());
      assertThat(seen.add(version)).as("round %d", round).isTrue();
      assertThat(directory.stat(name("a")).orElseThrow().version()).isEqualTo(version);
    }
  }

  @Test
  void version_doesNotComeAgain_whenANameIsDeletedAndWrittenAnew() throws Exception {
    Set<Version> seen = new HashSet<>();
    for (int round = 0; round < 50; round++) {
      assertThat(seen.add(directory.write(name("a"), bytes("same"), Condition.absent()))).isTrue();
      directory.delete(List.of(name("a")));
    }
  }

  @Test
  void version_onAFileSystemWithCoarseTimes_stillRises() throws Exception {
    files.modifiedTickNanos(2_000_000_000L);
    Set<Version> seen = new HashSet<>();
    for (int round = 0; round < 5; round++) {
      assertThat(seen.add(directory.write(name("a"), bytes("same"), Condition.none()))).isTrue();
    }
  }

  @Test
  void version_survivesReopening() throws Exception {
    Version version = directory.write(name("a"), bytes("one"), Condition.none());
    reopen();
    assertThat(directory.stat(name("a")).orElseThrow().version()).isEqualTo(version);
    clock.now = clock.now.minus(Duration.ofDays(1));
    Version next = directory.write(name("a"), bytes("two"), Condition.matches(version));
    assertThatThrownBy(() -> directory.write(name("a"), bytes("six"), Condition.matches(version)))
        .isInstanceOfSatisfying(
            ConditionNotMetException.class, e -> assertThat(e.current()).contains(next.value()));
  }

  @Test
  void version_isMadeDurableWithTheContent() throws Exception {
    claim();
    Version first = directory.write(name("a"), bytes("one"), Condition.none());
    files.taken();
    clock.now = clock.now.minus(Duration.ofDays(1));
    directory.write(name("a"), bytes("two"), Condition.matches(first));
    // The first stamp is too low here; the one that counts must be forced as well.
    assertThat(files.taken())
        .containsSubsequence(
            "stamp ~temp/*",
            "force-all ~temp/*",
            "stamp ~temp/*",
            "force-all ~temp/*",
            "rename ~temp/* a");
  }

  @Test
  void create_conditionNotMet_changesNothing_notEvenFolders() throws Exception {
    claim();
    try (FileWriter writer = directory.create(name("folder/a"))) {
      writer.write(bytes("x"));
      assertThatThrownBy(() -> writer.commit(Condition.matches(new Version("1"))))
          .isInstanceOf(ConditionNotMetException.class);
    }
    assertThat(root.resolve("folder")).doesNotExist();
    assertThat(temps()).isEmpty();
  }

  @Test
  void create_uncommitted_leavesNothing() throws Exception {
    try (FileWriter writer = directory.create(name("a"))) {
      writer.write(bytes("part"));
      assertThat(directory.list("")).isEmpty();
    }
    assertThat(directory.stat(name("a"))).isEmpty();
    assertThat(temps()).isEmpty();
  }

  @Test
  void create_committed_isOneFileOfAllPieces() throws Exception {
    files.bytesPerWriteMax(3);
    try (FileWriter writer = directory.create(name("a"))) {
      writer.write(bytes("one piece, "));
      ByteBuffer second = bytes("another");
      writer.write(second);
      assertThat(second.hasRemaining()).isFalse();
      assertThat(writer.commit(Condition.absent()))
          .isEqualTo(directory.stat(name("a")).orElseThrow().version());
      assertThatThrownBy(() -> writer.write(bytes("x"))).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> writer.commit(Condition.none()))
          .isInstanceOf(IllegalStateException.class);
    }
    assertThat(text(directory, "a")).isEqualTo("one piece, another");
  }

  @Test
  void create_failedWrite_cannotBeCommitted() throws Exception {
    try (FileWriter writer = directory.create(name("a"))) {
      files.failOn(operation -> operation.startsWith("write"));
      assertThatThrownBy(() -> writer.write(bytes("x"))).isInstanceOf(UnavailableException.class);
      files.hook(operation -> {});
      assertThatThrownBy(() -> writer.commit(Condition.none()))
          .isInstanceOf(PoisonedException.class);
    }
    assertThat(temps()).isEmpty();
  }

  @Test
  void failedForceAhead_ofALongFile_isNeverPutInPlace() throws Exception {
    claim();
    CountDownLatch failed = files.failOn(operation -> operation.startsWith("force-data ~temp"));
    try (FileWriter writer = directory.create(name("a"))) {
      writer.write(bytes(WriteBack.BEGIN_BYTES, 1));
      await(failed);
      writer.write(bytes(1, 1));
      assertThatThrownBy(() -> writer.commit(Condition.none()))
          .isInstanceOf(UnavailableException.class)
          .hasMessageContaining("written back early, and refused");
    }
    assertThat(directory.stat(name("a"))).isEmpty();
    assertThat(temps()).isEmpty();
  }

  @Test
  void close_dropsOpenWritersAndReaders() throws Exception {
    directory.write(name("a"), bytes("x"), Condition.none());
    FileWriter writer = directory.create(name("b"));
    FileReader reader = directory.open(name("a"));
    directory.close();
    directory.close();
    assertThat(temps()).isEmpty();
    assertThatThrownBy(() -> writer.commit(Condition.none()))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> reader.read(0, ByteBuffer.allocate(1)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> directory.stat(name("a"))).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> directory.list("")).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> directory.seal(name("a"))).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void open_replacedAndDeletedFile_isReadInItsVersion() throws Exception {
    directory.write(name("a"), bytes("old"), Condition.none());
    try (FileReader reader = directory.open(name("a"))) {
      directory.write(name("a"), bytes("newer"), Condition.none());
      directory.delete(List.of(name("a")));
      ByteBuffer content = ByteBuffer.allocate(3);
      reader.read(0, content);
      assertThat(content.flip()).isEqualTo(bytes("old"));
    }
  }

  @Test
  void read_fileCutMeanwhile_isTruncated() throws Exception {
    directory.write(name("a"), bytes("content"), Condition.none());
    try (FileReader reader = directory.open(name("a"))) {
      Files.writeString(root.resolve("a"), "con");
      assertThatThrownBy(() -> reader.read(0, ByteBuffer.allocate(7)))
          .isInstanceOf(TruncatedException.class);
      assertThatThrownBy(() -> reader.read(5, ByteBuffer.allocate(3)))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  @Tag("fault-30")
  void read_deviceError_isUnavailable() throws Exception {
    directory.write(name("a"), bytes("content"), Condition.none());
    files.failOn(operation -> operation.startsWith("read a"));
    try (FileReader reader = directory.open(name("a"))) {
      assertThatThrownBy(() -> reader.read(0, ByteBuffer.allocate(7)))
          .isInstanceOf(UnavailableException.class)
          .hasMessageContaining("offset=0");
    }
  }

  @Test
  @Tag("fault-29")
  void sweep_whenTheLockIsTaken_removesWhatACrashLeft() throws Exception {
    Files.createDirectory(root.resolve("~temp"));
    Files.writeString(root.resolve("~temp/0000000000000001.tmp"), "leftover");
    Files.createLink(root.resolve("~temp/linked"), root.resolve("~temp/0000000000000001.tmp"));
    assertThat(directory.list("")).isEmpty();
    assertThat(temps()).as("reading sweeps nothing").hasSize(2);
    claim();
    assertThat(temps()).isEmpty();
  }

  @Test
  @Tag("fault-31")
  void content_takesPositionToLimit_ofAnyBuffer_inAnyPieces() throws DurabilityException {
    files.bytesPerWriteMax(3);
    ByteBuffer direct = ByteBuffer.allocateDirect(10).put(bytes("..direct..")).position(2).limit(8);
    directory.write(name("d"), direct, Condition.none());
    assertThat(text(directory, "d")).isEqualTo("direct");
    assertThat(direct.position()).isEqualTo(2);
    ByteBuffer readOnly = bytes("..fixed..").position(2).limit(7).asReadOnlyBuffer();
    directory.write(name("r"), readOnly, Condition.none());
    assertThat(text(directory, "r")).isEqualTo("fixed");
  }
}
