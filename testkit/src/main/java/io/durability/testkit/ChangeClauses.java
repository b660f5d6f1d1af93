package io.durability.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.durability.errors.NotFoundException;
import io.durability.storage.Condition;
import io.durability.storage.FileInfo;
import io.durability.storage.FileName;
import io.durability.storage.RenameKind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Clauses D7 and D8: delete and rename. */
abstract class ChangeClauses extends ListClauses {

  private static final byte[] A = bytes(100, 'a');
  private static final byte[] B = bytes(5_000, 'b');

  @Test
  @Tag("D7")
  void delete_one_isGone() throws Exception {
    put("folder/file", A);
    dir.delete(List.of(name("folder/file")));
    assertAbsent("folder/file");
  }

  @Test
  @Tag("D7")
  void delete_thenReopen_isGone() throws Exception {
    put("folder/file", A);
    put("kept", A);
    append("wal/1", 10);
    dir.delete(List.of(name("folder/file"), name("wal/1")));
    reopen();
    assertAbsent("folder/file");
    assertAbsent("wal/1");
    assertWhole("kept", A);
  }

  @Test
  @Tag("D7")
  void delete_absent_succeeds() throws Exception {
    dir.delete(List.of(name("file"), name("no/such/folder/file")));
    put("kept", A);
    dir.delete(List.of(name("file")));
    assertThat(names("")).containsExactly("kept");
  }

  @Test
  @Tag("D7")
  void delete_absentAmongPresent_deletesThePresent() throws Exception {
    put("a", A);
    put("c/1", A);
    dir.delete(List.of(name("0"), name("a"), name("b"), name("c/1"), name("c/2")));
    assertThat(names("")).isEmpty();
  }

  @Test
  @Tag("D7")
  void delete_nothing_changesNothing() throws Exception {
    put("file", A);
    dir.delete(List.of());
    assertThat(names("")).containsExactly("file");
  }

  @Test
  @Tag("D7")
  void delete_aNameTwiceInOneCall_succeeds() throws Exception {
    put("file", A);
    dir.delete(List.of(name("file"), name("file")));
    assertAbsent("file");
  }

  @Test
  @Tag("D7")
  void delete_overAThousand_allAreGone() throws Exception {
    List<FileName> all = new ArrayList<>();
    for (String name : putMany("f")) {
      all.add(name(name));
    }
    put("g", A);
    dir.delete(all);
    assertThat(names("")).containsExactly("g");
  }

  @Test
  @Tag("D7")
  void delete_leavesNeighboursAlone() throws Exception {
    for (String name : List.of("fil", "file", "file-2", "file.txt", "file0", "filf")) {
      put(name, A);
    }
    dir.delete(List.of(name("file")));
    assertThat(names("")).containsExactly("fil", "file-2", "file.txt", "file0", "filf");
  }

  @Test
  @Tag("D7")
  void delete_nameOfAFolder_keepsItsFiles() throws Exception {
    put("folder/file", A);
    dir.delete(List.of(name("folder")));
    assertWhole("folder/file", A);
  }

  @Test
  @Tag("D7")
  void delete_appendFile_isGone() throws Exception {
    append("wal/1", 10, 20);
    append("wal/2", 10);
    dir.delete(List.of(name("wal/1")));
    assertAbsent("wal/1");
    assertThat(names("wal/")).containsExactly("wal/2");
    dir.seal(name("wal/2"));
    dir.delete(List.of(name("wal/2")));
    assertAbsent("wal/2");
  }

  @Test
  @Tag("D7")
  void delete_wholeFile_nameCanBeUsedAgain() throws Exception {
    put("folder/file", A);
    dir.delete(List.of(name("folder/file")));
    put("folder/file", B);
    assertWhole("folder/file", B);
  }

  @Test
  @Tag("D7")
  void delete_ofOneNameByManyThreads_succeedsForAll() throws Exception {
    put("file", A);
    put("kept", A);
    together(
        racer -> {
          dir.delete(List.of(name("file"), name("absent" + racer)));
        });
    assertThat(names("")).containsExactly("kept");
  }

  @Test
  @Tag("D8")
  void rename_toFreeName_givesTheNewName() throws Exception {
    put("from", A);
    dir.rename(name("from"), name("to"));
    assertAbsent("from");
    assertWhole("to", A);
    assertThat(names("")).containsExactly("to");
  }

  @Test
  @Tag("D8")
  void rename_overExisting_replacesWhole() throws Exception {
    put("from", A);
    put("to", B);
    dir.rename(name("from"), name("to"));
    assertAbsent("from");
    assertWhole("to", A);
  }

  @Test
  @Tag("D8")
  void rename_emptyFile_staysEmpty() throws Exception {
    put("from", new byte[0]);
    put("to", B);
    dir.rename(name("from"), name("to"));
    assertAbsent("from");
    assertWhole("to", new byte[0]);
  }

  @Test
  @Tag("D8")
  void rename_largeFile_keepsEveryByte() throws Exception {
    byte[] large = bytes(MEBIBYTE + 5, 1);
    put("from", large);
    dir.rename(name("from"), name("to"));
    assertAbsent("from");
    assertWhole("to", large);
  }

  @Test
  @Tag("D8")
  void rename_acrossFolders_needsNoPreparation() throws Exception {
    put("a/b/from", A);
    dir.rename(name("a/b/from"), name("c/d/e/to"));
    dir.rename(name("c/d/e/to"), name("top"));
    dir.rename(name("top"), name("a/b/again"));
    assertThat(names("")).containsExactly("a/b/again");
    assertWhole("a/b/again", A);
  }

  @Test
  @Tag("D8")
  void rename_thenReopen_hasOnlyTheNewName() throws Exception {
    put("a/from", A);
    put("b/to", B);
    dir.rename(name("a/from"), name("b/to"));
    reopen();
    assertAbsent("a/from");
    assertWhole("b/to", A);
  }

  @Test
  @Tag("D8")
  void rename_missingSource_isNotFoundAndChangesNothing() throws Exception {
    put("to", A);
    FileInfo before = dir.stat(name("to")).orElseThrow();
    assertAbout(
        catchThrowable(() -> dir.rename(name("from"), name("to"))),
        NotFoundException.class,
        "from");
    assertWhole("to", A);
    assertThat(dir.stat(name("to"))).contains(before);
    assertThatThrownBy(() -> dir.rename(name("no/from"), name("new")))
        .isInstanceOf(NotFoundException.class);
    assertThat(names("")).containsExactly("to");
  }

  @Test
  @Tag("D8")
  void rename_missingSourceToItself_isNotFound() {
    assertThatThrownBy(() -> dir.rename(name("file"), name("file")))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  @Tag("D8")
  void rename_folder_isNotFound() throws Exception {
    put("folder/file", A);
    assertThatThrownBy(() -> dir.rename(name("folder"), name("other")))
        .isInstanceOf(NotFoundException.class);
    assertThat(names("")).containsExactly("folder/file");
    assertWhole("folder/file", A);
  }

  @Test
  @Tag("D8")
  void rename_toItself_changesNothing() throws Exception {
    put("folder/file", A);
    FileInfo before = dir.stat(name("folder/file")).orElseThrow();
    dir.rename(name("folder/file"), name("folder/file"));
    assertWhole("folder/file", A);
    assertThat(dir.stat(name("folder/file"))).contains(before);
  }

  @Test
  @Tag("D8")
  void rename_freesTheOldName() throws Exception {
    put("from", A);
    dir.rename(name("from"), name("to"));
    dir.write(name("from"), buffer(B), Condition.absent());
    assertWhole("from", B);
    assertWhole("to", A);
  }

  @Test
  @Tag("D8")
  void rename_ofOneFileByManyThreads_endsAsTheTraitSays() throws Exception {
    for (int round = 0; round < 3; round++) {
      renameRace("round" + round + "/");
    }
  }

  private void renameRace(String folder) throws Exception {
    put("from", A);
    List<Outcome<Boolean>> outcomes =
        race(
            racer -> {
              dir.rename(name("from"), name(folder + racer));
              return true;
            });
    assertThat(outcomes)
        .extracting(Outcome::error)
        .allMatch(error -> error == null || error instanceof NotFoundException);
    List<String> left = names(folder);
    if (dir.traits().rename() == RenameKind.ATOMIC) {
      int winner = winner(outcomes, NotFoundException.class);
      assertThat(left).containsExactly(folder + winner);
    }
    // Copies under way at one time may all arrive; the file itself may not get lost.
    assertThat(left).isNotEmpty();
    assertAbsent("from");
    for (String name : left) {
      assertWhole(name, A);
    }
  }
}
