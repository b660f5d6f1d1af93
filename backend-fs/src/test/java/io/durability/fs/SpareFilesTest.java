package io.durability.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.errors.ConditionNotMetException;
import io.durability.errors.SupersededException;
import io.durability.errors.UnavailableException;
import io.durability.storage.Appender;
import io.durability.storage.Condition;
import io.durability.storage.FileReader;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Deleted append files are written again as the next ones, and nobody notices. */
final class SpareFilesTest extends SpareFixture {

  @Test
  void deletedFile_isWrittenAgain_andHoldsOnlyWhatWasWritten() throws Throwable {
    Object inode = deleted("wal/1", OLD_BYTES);
    try (Appender appender = directory.append(name("wal/2"))) {
      appender.write(bytes("new"));
      assertThat(now(appender.sync())).isEqualTo(3);
      assertThat(inode("wal/2")).isEqualTo(inode);
      assertThat(text(directory, "wal/2")).isEqualTo("new");
      try (FsDirectory other = FsDirectory.open(root)) {
        assertThat(text(other, "wal/2")).startsWith("newoo").hasSize(OLD_BYTES);
      }
    }
    assertThat(text(directory, "wal/2")).isEqualTo("new");
    assertThat(temporary()).isEmpty();
  }

  @Test
  void sync_intoASpare_changesNoLength_beforeItIsUsedUp() throws Throwable {
    deleted("wal/1", OLD_BYTES);
    files.taken();
    try (Appender appender = directory.append(name("wal/2"))) {
      appender.write(bytes(4096, 'h'));
      now(appender.sync());
      assertThat(files.taken())
          .as("content, then name, then the name's folder")
          .containsExactly(
              "open ~temp/*",
              "write ~temp/* 0+4096",
              "force-all ~temp/*",
              "link ~temp/* wal/2",
              "force-folder wal",
              "unlink ~temp/*");
      for (int end = 8192; end <= OLD_BYTES; end += 4096) {
        appender.write(bytes(4096, 'd'));
        now(appender.sync());
      }
      assertThat(files.taken("force")).containsOnly("force-data ~temp/*");
      appender.write(bytes(4096, 'e'));
      now(appender.sync());
      assertThat(files.taken("force")).containsExactly("force-all ~temp/*");
    }
  }

  @Test
  void deletion_isDurable_beforeTheFileIsUsedAgain() throws Throwable {
    write("wal/1", OLD_BYTES);
    files.taken();
    directory.delete(List.of(name("wal/1")));
    assertThat(files.taken()).containsExactly("rename wal/1 ~temp/*", "force-folder wal");
  }

  @Test
  void deletion_thatIsNotKnownDurable_leavesNoSpare() throws Throwable {
    write("wal/1", OLD_BYTES);
    files.failOn("force-folder wal"::equals);
    assertThatThrownBy(() -> directory.delete(List.of(name("wal/1"))))
        .isInstanceOf(UnavailableException.class);
    files.hook(operation -> {});
    assertThat(temporary()).isEmpty();
    assertNoSpareFor("wal/2");
  }

  @Test
  void deletion_thatFailsMidway_leavesNoSpare() throws Throwable {
    write("wal/1", OLD_BYTES);
    directory.write(name("wal/whole"), bytes("w"), Condition.none());
    files.failOn("unlink wal/whole"::equals);
    assertThatThrownBy(() -> directory.delete(List.of(name("wal/1"), name("wal/whole"))))
        .isInstanceOf(UnavailableException.class);
    files.hook(operation -> {});
    assertThat(temporary()).isEmpty();
    assertNoSpareFor("wal/2");
  }

  @Test
  @Tag("D4")
  void readerOfADeletedFile_readsOn_andTheFileIsNotWrittenAgain() throws Throwable {
    write("wal/1", OLD_BYTES);
    Object inode = inode("wal/1");
    try (FileReader reader = directory.open(name("wal/1"))) {
      directory.delete(List.of(name("wal/1")));
      assertPlain("wal/2", inode);
      ByteBuffer read = ByteBuffer.allocate(OLD_BYTES);
      reader.read(0, read);
      assertThat(read.flip()).isEqualTo(bytes(OLD_BYTES, 'o'));
    }
  }

  @Test
  void readerClosedTwice_countsOnce() throws Throwable {
    write("wal/1", OLD_BYTES);
    Object inode = inode("wal/1");
    try (FileReader other = directory.open(name("wal/1"))) {
      FileReader reader = directory.open(name("wal/1"));
      reader.close();
      reader.close();
      directory.delete(List.of(name("wal/1")));
      assertPlain("wal/2", inode);
      assertThat(other.size()).isEqualTo(OLD_BYTES);
    }
  }

  @Test
  void fileThatWasRead_isWrittenAgain() throws Throwable {
    write("wal/1", OLD_BYTES);
    final Object inode = inode("wal/1");
    assertThat(text(directory, "wal/1")).hasSize(OLD_BYTES);
    assertThatThrownBy(() -> directory.open(name("wal/0")).close()).isNotNull();
    directory.delete(List.of(name("wal/1")));
    write("wal/2", 1);
    assertThat(inode("wal/2")).isEqualTo(inode);
  }

  @Test
  void fileWithASecondLink_isLeftAlone() throws Throwable {
    write("wal/1", OLD_BYTES);
    final Object inode = inode("wal/1");
    Path backup = Files.createLink(base.resolve("backup"), root.resolve("wal/1"));
    directory.delete(List.of(name("wal/1")));
    assertPlain("wal/2", inode);
    assertThat(Files.readAllBytes(backup)).isEqualTo(bytes(OLD_BYTES, 'o').array());
  }

  @Test
  void fileWithASecondLink_madeWhileItIsDeleted_isLeftAlone() throws Throwable {
    write("wal/1", OLD_BYTES);
    Path backup = base.resolve("backup");
    files.hook(
        operation -> {
          if (operation.startsWith("rename wal/1")) {
            Files.createLink(backup, root.resolve("wal/1"));
          }
        });
    directory.delete(List.of(name("wal/1")));
    files.hook(operation -> {});
    assertThat(temporary()).isEmpty();
    write("wal/2", 1);
    assertThat(Files.readAllBytes(backup)).isEqualTo(bytes(OLD_BYTES, 'o').array());
  }

  @Test
  void wholeFilesAndFilesOfFailedOrSealedWriters_areNotWrittenAgain() throws Throwable {
    directory.write(name("wal/whole"), bytes(OLD_BYTES, 'w'), Condition.none());
    try (Appender appender = directory.append(name("wal/unsynced"))) {
      appender.write(bytes(OLD_BYTES, 'u'));
    }
    try (Appender appender = directory.append(name("wal/sealed"))) {
      appender.write(bytes(OLD_BYTES, 's'));
      now(appender.sync());
      directory.seal(name("wal/sealed"));
    }
    try (Appender appender = directory.append(name("wal/failed"))) {
      appender.write(bytes(OLD_BYTES, 'f'));
      now(appender.sync());
      files.failOn(operation -> operation.startsWith("write wal/failed"));
      assertThatThrownBy(() -> appender.write(bytes("more"))).isNotNull();
      files.hook(operation -> {});
    }
    write("wal/replaced", OLD_BYTES);
    directory.write(name("wal/replaced"), bytes(OLD_BYTES, 'w'), Condition.none());
    directory.delete(
        Stream.of("whole", "unsynced", "sealed", "failed", "replaced")
            .map(name -> name("wal/" + name))
            .toList());
    assertThat(temporary()).isEmpty();
  }

  @Test
  void fileThatCannotBeKept_isDeletedAllTheSame() throws Throwable {
    write("wal/1", OLD_BYTES);
    files.failOn(operation -> operation.startsWith("rename"));
    directory.delete(List.of(name("wal/1")));
    files.hook(operation -> {});
    assertThat(directory.stat(name("wal/1"))).isEmpty();
    assertThat(temporary()).isEmpty();
  }

  @Test
  void close_removesThem() throws Throwable {
    deleted("wal/1", OLD_BYTES);
    assertThat(temporary()).hasSize(1);
    reopen();
    assertThat(temporary()).isEmpty();
  }

  @Test
  void spareThatSomebodyRemoved_isDoneWithout() throws Throwable {
    deleted("wal/1", OLD_BYTES);
    Files.delete(temporary().get(0));
    write("wal/2", 1);
    assertThat(text(directory, "wal/2")).isEqualTo("o");
  }

  @Test
  @Tag("D7")
  void folderOfTemporaryFilesThatSomebodyRemoved_hindersNeitherDeletionsNorWrites()
      throws Throwable {
    write("wal/1", OLD_BYTES);
    Files.delete(root.resolve("~temp"));
    directory.delete(List.of(name("wal/1")));
    assertThat(directory.stat(name("wal/1"))).isEmpty();
    directory.write(name("whole"), bytes("content"), Condition.none());
    assertThat(text(directory, "whole")).isEqualTo("content");
    Object inode = deleted("wal/2", OLD_BYTES);
    write("wal/3", 1);
    assertThat(inode("wal/3")).as("spares are kept again").isEqualTo(inode);
  }

  @Test
  @Tag("D7")
  void fileThatSomebodyRemovedMeanwhile_isDeleted() throws Throwable {
    write("wal/1", OLD_BYTES);
    files.hook(
        operation -> {
          if (operation.startsWith("rename wal/1")) {
            Files.delete(root.resolve("wal/1"));
          }
        });
    directory.delete(List.of(name("wal/1")));
    assertThat(temporary()).isEmpty();
    write("wal/2", 1);
  }

  @Test
  @Tag("D9")
  void fileWithoutItsFirstSync_hasNoName_andLeavesNothing() throws Throwable {
    deleted("wal/1", OLD_BYTES);
    Appender appender = directory.append(name("wal/2"));
    appender.write(bytes("new"));
    assertThat(directory.stat(name("wal/2"))).isEmpty();
    assertThat(directory.list("wal/")).isEmpty();
    assertThatThrownBy(() -> directory.append(name("wal/2")))
        .isInstanceOf(ConditionNotMetException.class);
    appender.close();
    assertThat(temporary()).isEmpty();
    write("wal/2", 1);
  }

  @Test
  @Tag("D9")
  void nameTakenBeforeTheFirstSync_isNotReplaced() throws Throwable {
    deleted("wal/1", OLD_BYTES);
    try (Appender appender = directory.append(name("wal/2"))) {
      appender.write(bytes("new"));
      Files.writeString(root.resolve("wal/2"), "theirs");
      assertThatThrownBy(() -> now(appender.sync())).isInstanceOf(ConditionNotMetException.class);
    }
    assertThat(text(directory, "wal/2")).isEqualTo("theirs");
    assertThat(temporary()).isEmpty();
  }

  @Test
  @Tag("D12")
  void sealBeforeTheFirstSync_preventsTheFile() throws Throwable {
    deleted("wal/1", OLD_BYTES);
    try (Appender appender = directory.append(name("wal/2"))) {
      appender.write(bytes("new"));
      assertThat(directory.seal(name("wal/2"))).isZero();
      assertThatThrownBy(() -> now(appender.sync())).isInstanceOf(SupersededException.class);
    }
    assertThat(directory.stat(name("wal/2"))).isEmpty();
    assertThat(temporary()).isEmpty();
  }

  @Test
  @Tag("D7")
  void deletionBeforeTheFirstSync_preventsTheFile() throws Throwable {
    deleted("wal/1", OLD_BYTES);
    try (Appender appender = directory.append(name("wal/2"))) {
      appender.write(bytes("new"));
      directory.delete(List.of(name("wal/2")));
      assertThatThrownBy(() -> now(appender.sync())).isInstanceOf(SupersededException.class);
    }
    assertThat(directory.stat(name("wal/2"))).isEmpty();
  }
}
