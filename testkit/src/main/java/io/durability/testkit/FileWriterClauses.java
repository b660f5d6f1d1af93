package io.durability.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.errors.ConditionNotMetException;
import io.durability.storage.Condition;
import io.durability.storage.FileInfo;
import io.durability.storage.FileWriter;
import io.durability.storage.Version;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Clause D3: whole files written piece by piece. */
abstract class FileWriterClauses extends WriteClauses {

  private static final byte[] A = bytes(100, 'a');
  private static final byte[] B = bytes(100, 'b');

  @Test
  @Tag("D3")
  void create_beforeCommit_isInvisible() throws Exception {
    try (FileWriter writer = dir.create(name("folder/file"))) {
      writer.write(buffer(bytes(MEBIBYTE + 1, 1)));
      assertAbsent("folder/file");
      writer.commit(Condition.none());
    }
    assertWhole("folder/file", bytes(MEBIBYTE + 1, 1));
  }

  @Test
  @Tag("D6")
  void create_beforeCommit_hasNoTemporaryFileInAnyListing() throws Exception {
    put("folder/other", A);
    try (FileWriter writer = dir.create(name("folder/file"))) {
      writer.write(buffer(bytes(MEBIBYTE + 1, 1)));
      assertThat(names("")).containsExactly("folder/other");
      assertThat(names("folder/")).containsExactly("folder/other");
      assertThat(names(".")).isEmpty();
      assertThat(names("folder/.")).isEmpty();
    }
    assertThat(names("")).containsExactly("folder/other");
  }

  @Test
  @Tag("D3")
  void create_inPieces_isWholeAfterCommit() throws Exception {
    byte[] content = bytes(4095 + 4096 + 4097 + 1, 1);
    try (FileWriter writer = dir.create(name("file"))) {
      int at = 0;
      for (int piece : new int[] {4095, 0, 4096, 1, 4097}) {
        writer.write(ByteBuffer.wrap(content, at, piece));
        at += piece;
      }
      writer.commit(Condition.none());
      assertWhole("file", content);
    }
    assertWhole("file", content);
  }

  @Test
  @Tag("D3")
  void create_overAMebibyteInSmallPieces_isWhole() throws Exception {
    byte[] content = bytes(2 * MEBIBYTE + 7, 1);
    try (FileWriter writer = dir.create(name("file"))) {
      for (int at = 0; at < content.length; at += 9_999) {
        writer.write(ByteBuffer.wrap(content, at, Math.min(9_999, content.length - at)));
      }
      writer.commit(Condition.none());
    }
    assertWhole("file", content);
  }

  @Test
  @Tag("D3")
  void create_nothingWritten_commitsAnEmptyFile() throws Exception {
    commit("file", Condition.none());
    assertWhole("file", new byte[0]);
  }

  @Test
  @Tag("D3")
  void create_overExistingFile_replacesWhole() throws Exception {
    Version first = put("file", bytes(5000, 1));
    try (FileWriter writer = dir.create(name("file"))) {
      writer.write(buffer(A));
      assertWhole("file", bytes(5000, 1));
      assertThat(writer.commit(Condition.none())).isNotEqualTo(first);
    }
    assertWhole("file", A);
  }

  @Test
  @Tag("D3")
  void create_thenReopen_isThere() throws Exception {
    commit("folder/file", Condition.absent(), A, B);
    reopen();
    assertBytes("content", read("folder/file"), A, B);
  }

  @Test
  @Tag("D3")
  void create_closedUncommitted_leavesNothing() throws Exception {
    FileWriter writer = dir.create(name("folder/file"));
    writer.write(buffer(A));
    writer.close();
    assertAbsent("folder/file");
    assertThat(names("")).isEmpty();
    reopen();
    assertThat(names("")).isEmpty();
  }

  @Test
  @Tag("D3")
  void create_closedUncommitted_keepsTheEarlierFile() throws Exception {
    Version first = put("file", A);
    FileWriter writer = dir.create(name("file"));
    writer.write(buffer(B));
    writer.close();
    assertWhole("file", A);
    assertThat(dir.stat(name("file")).map(FileInfo::version)).contains(first);
  }

  @Test
  @Tag("D3")
  void create_leftOpenAtReopen_isInvisible() throws Exception {
    put("file", A);
    FileWriter writer = dir.create(name("file"));
    writer.write(buffer(B));
    reopen();
    assertWhole("file", A);
    put("other", B);
    assertThat(names("")).containsExactly("file", "other");
  }

  @Test
  @Tag("D3")
  void create_commitTwice_isRefused() throws Exception {
    try (FileWriter writer = dir.create(name("file"))) {
      writer.write(buffer(A));
      writer.commit(Condition.none());
      assertThatThrownBy(() -> writer.commit(Condition.none()))
          .isInstanceOf(IllegalStateException.class);
    }
    assertWhole("file", A);
  }

  @Test
  @Tag("D3")
  void create_writeAfterCommit_isRefused() throws Exception {
    try (FileWriter writer = dir.create(name("file"))) {
      writer.write(buffer(A));
      writer.commit(Condition.none());
      assertThatThrownBy(() -> writer.write(buffer(B))).isInstanceOf(IllegalStateException.class);
    }
    assertWhole("file", A);
  }

  @Test
  @Tag("D3")
  void create_writeOrCommitAfterClose_isRefused() throws Exception {
    FileWriter writer = dir.create(name("file"));
    writer.write(buffer(A));
    writer.close();
    assertThatThrownBy(() -> writer.write(buffer(B))).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> writer.commit(Condition.none()))
        .isInstanceOf(IllegalStateException.class);
    assertAbsent("file");
  }

  @Test
  @Tag("D3")
  void create_commitThatFails_endsTheWriter() throws Exception {
    put("file", A);
    try (FileWriter writer = dir.create(name("file"))) {
      writer.write(buffer(B));
      assertThatThrownBy(() -> writer.commit(Condition.absent()))
          .isInstanceOf(ConditionNotMetException.class);
      assertThatThrownBy(() -> writer.write(buffer(B))).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> writer.commit(Condition.none()))
          .isInstanceOf(IllegalStateException.class);
    }
    assertWhole("file", A);
  }

  @Test
  @Tag("D3")
  void create_closeAgain_doesNothing() throws Exception {
    FileWriter committed = dir.create(name("file"));
    committed.write(buffer(A));
    committed.commit(Condition.none());
    committed.close();
    committed.close();
    assertWhole("file", A);
    FileWriter dropped = dir.create(name("file"));
    dropped.close();
    dropped.close();
    assertWhole("file", A);
  }

  @Test
  @Tag("D3")
  void create_twoWritersOfOneName_stayApart() throws Exception {
    try (FileWriter first = dir.create(name("file"));
        FileWriter second = dir.create(name("file"))) {
      first.write(buffer(A));
      second.write(buffer(B));
      first.write(buffer(A));
      first.commit(Condition.none());
      assertBytes("content", read("file"), A, A);
      second.commit(Condition.none());
    }
    assertWhole("file", B);
  }

  @Test
  @Tag("D2")
  void create_commitAbsentOnTakenName_isNotMetAndLeavesNothing() throws Exception {
    Version first = put("folder/file", A);
    assertNotMet(
        () -> commit("folder/file", Condition.absent(), B), "folder/file", Optional.of(first));
    assertWhole("folder/file", A);
    assertThat(names("")).containsExactly("folder/file");
  }

  @Test
  @Tag("D2")
  void create_commitAbsent_looksAtTheMomentOfCommit() throws Exception {
    try (FileWriter writer = dir.create(name("file"))) {
      writer.write(buffer(A));
      put("file", B);
      assertThatThrownBy(() -> writer.commit(Condition.absent()))
          .isInstanceOf(ConditionNotMetException.class);
    }
    assertWhole("file", B);
  }

  @Test
  @Tag("D2")
  void create_commitMatches_replacesOrIsNotMet() throws Exception {
    Version first = put("file", A);
    if (refusesVersions("file", first)) {
      return;
    }
    Version second = commit("file", Condition.matches(first), B);
    assertWhole("file", B);
    assertNotMet(() -> commit("file", Condition.matches(first), A), "file", Optional.of(second));
    assertNotMet(() -> commit("none", Condition.matches(first), A), "none", Optional.empty());
    assertWhole("file", B);
    assertThat(names("")).containsExactly("file");
  }

  @Test
  @Tag("D2")
  void create_commitAbsentRace_hasOneWinner() throws Exception {
    for (int round = 0; round < 3; round++) {
      String file = "file" + round;
      List<Outcome<Version>> outcomes =
          race(racer -> commit(file, Condition.absent(), bytes(50, racer), bytes(50, racer + 99)));
      int winner = winner(outcomes, ConditionNotMetException.class);
      assertBytes("content", read(file), bytes(50, winner), bytes(50, winner + 99));
    }
    assertThat(names("")).containsExactly("file0", "file1", "file2");
  }
}
