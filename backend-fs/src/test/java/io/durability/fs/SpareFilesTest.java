package io.durability.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.errors.ConditionNotMetException;
import io.durability.errors.SupersededException;
import io.durability.errors.UnavailableException;
import io.durability.storage.Appender;
import io.durability.storage.Condition;
import io.durability.storage.FileReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Deleted append files are written again as the next ones, and nobody notices. */
final class SpareFilesTest extends FsFixture {

  private static final int OLD_BYTES = 20_000;

  /** Writes, closes and deletes an append file, and returns its inode. */
  private Object deleted(String name, int length) throws Throwable {
    write(name, length);
    Object inode = inode(name);
    directory.delete(List.of(name(name)));
    return inode;
  }

  private void write(String name, int length) throws Throwable {
    try (Appender appender = directory.append(name(name))) {
      appender.write(bytes(length, 'o'));
      assertThat(now(appender.sync())).isEqualTo(length);
    }
  }

  private Object inode(String name) throws IOException {
    return Files.getAttribute(root.resolve(name), "unix:ino");
  }

  private List<Path> temporary() throws IOException {
    try (Stream<Path> entries = Files.list(root.resolve("~temp"))) {
      return entries.toList();
    }
  }

  private void assertPlain(String name, Object formerInode) throws Throwable {
    write(name, 1);
    assertThat(inode(name)).isNotEqualTo(formerInode);
  }

  /** What is new has its name at once; what was a spare only with its first sync. */
  private void assertNoSpareFor(String name) throws Throwable {
    try (Appender appender = directory.append(name(name))) {
      assertThat(appender.length()).isZero();
      assertThat(directory.stat(name(name))).isPresent();
    }
  }

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
  void theLongest_areKept_andTheLongestOfThemIsUsedFirst() throws Throwable {
    directory.close();
    directory = FsDirectory.open(root, Map.of("spareFiles", "2"));
    for (int length : new int[] {300, 200, 400, 100}) {
      write("wal/" + length, length);
    }
    directory.delete(List.of(name("wal/300"), name("wal/200"), name("wal/400"), name("wal/100")));
    assertThat(temporary()).extracting(Files::size).containsExactlyInAnyOrder(300L, 400L);
    try (Appender first = directory.append(name("wal/1"));
        Appender second = directory.append(name("wal/2"));
        Appender third = directory.append(name("wal/3"))) {
      for (Appender appender : List.of(first, second, third)) {
        appender.write(bytes("x"));
        now(appender.sync());
      }
      assertThat(Files.size(root.resolve("wal/1"))).isEqualTo(400);
      assertThat(Files.size(root.resolve("wal/2"))).isEqualTo(300);
      assertThat(Files.size(root.resolve("wal/3"))).isEqualTo(1);
    }
  }

  @Test
  void fileOfAnotherFolder_isNotWrittenAgain() throws Throwable {
    Object inode = deleted("tenant/wal/1", OLD_BYTES);
    assertPlain("other/wal/1", inode);
    write("tenant/wal/2", 1);
    assertThat(inode("tenant/wal/2")).isEqualTo(inode);
  }

  @Test
  void noSpares_ifToldSo() throws Throwable {
    directory.close();
    directory = FsDirectory.open(root, Map.of("spareFiles", "0"));
    write("wal/1", OLD_BYTES);
    directory.delete(List.of(name("wal/1")));
    assertThat(temporary()).isEmpty();
  }

  @Test
  void options_areChecked() {
    for (String wrong : List.of("-1", "17", "two", "")) {
      assertThatThrownBy(() -> FsDirectory.open(root, Map.of("spareFiles", wrong)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("spareFiles, expected=0 to 16, found=" + wrong);
    }
  }

  @Test
  void diskWithLittleRoom_getsItBackAtOnce() throws Throwable {
    write("wal/1", OLD_BYTES);
    files.usable(8 * OLD_BYTES - 1);
    directory.delete(List.of(name("wal/1")));
    assertThat(temporary()).isEmpty();
    write("wal/2", OLD_BYTES);
    files.usable(8 * OLD_BYTES);
    directory.delete(List.of(name("wal/2")));
    assertThat(temporary()).hasSize(1);
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
