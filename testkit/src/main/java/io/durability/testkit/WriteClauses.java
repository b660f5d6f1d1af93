package io.durability.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.errors.ConditionNotMetException;
import io.durability.errors.TruncatedException;
import io.durability.storage.Condition;
import io.durability.storage.FileInfo;
import io.durability.storage.FileReader;
import io.durability.storage.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Clauses D1 and D2: whole files written in one call, conditions, versions. */
abstract class WriteClauses extends DirectoryFixture {

  private static final byte[] A = bytes(100, 'a');
  private static final byte[] B = bytes(100, 'b');

  private void writeAndCheck(int length) throws Exception {
    byte[] content = bytes(length, length);
    put("file", content);
    assertWhole("file", content);
  }

  @Test
  @Tag("D1")
  void write_empty_isThere() throws Exception {
    writeAndCheck(0);
  }

  @Test
  @Tag("D1")
  void write_oneByte_isThere() throws Exception {
    writeAndCheck(1);
  }

  @Test
  @Tag("D1")
  void write_aroundAPage_isThere() throws Exception {
    writeAndCheck(4095);
    writeAndCheck(4096);
    writeAndCheck(4097);
  }

  @Test
  @Tag("D1")
  void write_overAMebibyte_isThere() throws Exception {
    writeAndCheck(MEBIBYTE + 3);
  }

  @Test
  @Tag("D1")
  void write_overLongerFile_leavesNoRest() throws Exception {
    put("file", bytes(5000, 1));
    put("file", A);
    assertWhole("file", A);
  }

  @Test
  @Tag("D1")
  void write_overShorterFile_isWhole() throws Exception {
    put("file", A);
    byte[] longer = bytes(5000, 1);
    put("file", longer);
    assertWhole("file", longer);
  }

  @Test
  @Tag("D1")
  void write_inNewFolders_needsNoPreparation() throws Exception {
    put("a/b/c/d", A);
    assertWhole("a/b/c/d", A);
  }

  @Test
  @Tag("D1")
  void write_thenReopen_isThere() throws Exception {
    put("folder/file", A);
    put("file", A);
    put("file", B);
    reopen();
    assertWhole("folder/file", A);
    assertWhole("file", B);
  }

  @Test
  @Tag("D1")
  void write_whileRead_isNeverAMixture() throws Exception {
    // Two contents of different length: a reader that sees neither has seen a mixture or a part.
    byte[] shorter = bytes(6_000, 1);
    byte[] longer = bytes(9_000, 2);
    put("file", shorter);
    AtomicBoolean written = new AtomicBoolean();
    together(
        racer -> {
          if (racer == 0) {
            try {
              for (int i = 0; i < 20; i++) {
                put("file", i % 2 == 0 ? longer : shorter);
              }
            } finally {
              written.set(true);
            }
          } else {
            do {
              try (FileReader reader = dir.open(name("file"))) {
                byte[] found = readOneVersion(reader);
                assertBytes("what was read", found, found.length == 6_000 ? shorter : longer);
              } catch (TruncatedException e) {
                // This version is gone, and the reader says so: allowed.
                assertThat(e.location().file()).isEqualTo("file");
              }
            } while (!written.get());
          }
        });
  }

  /** In small steps, so that a replacement can come between them. */
  private static byte[] readOneVersion(FileReader reader) throws Exception {
    byte[] content = new byte[Math.toIntExact(reader.size())];
    for (int at = 0; at < content.length; at += 500) {
      int length = Math.min(500, content.length - at);
      System.arraycopy(range(reader, at, length), 0, content, at, length);
    }
    return content;
  }

  @Test
  @Tag("D2")
  void write_absentOnFreeName_creates() throws Exception {
    dir.write(name("file"), buffer(A), Condition.absent());
    assertWhole("file", A);
  }

  @Test
  @Tag("D2")
  void write_absentOnTakenName_isNotMetAndChangesNothing() throws Exception {
    Version first = put("file", A);
    assertNotMet(
        () -> dir.write(name("file"), buffer(B), Condition.absent()), "file", Optional.of(first));
    assertWhole("file", A);
    assertThat(dir.stat(name("file")).map(FileInfo::version)).contains(first);
  }

  @Test
  @Tag("D2")
  void write_absentAfterDelete_creates() throws Exception {
    put("file", A);
    dir.delete(List.of(name("file")));
    dir.write(name("file"), buffer(B), Condition.absent());
    assertWhole("file", B);
  }

  @Test
  @Tag("D2")
  void write_absentAfterReopen_isNotMet() throws Exception {
    Version first = put("file", A);
    reopen();
    assertNotMet(
        () -> dir.write(name("file"), buffer(B), Condition.absent()), "file", Optional.of(first));
    assertWhole("file", A);
  }

  @Test
  @Tag("D2")
  void write_matchesCurrent_replaces() throws Exception {
    Version first = put("file", A);
    if (refusesVersions("file", first)) {
      return;
    }
    Version second = dir.write(name("file"), buffer(B), Condition.matches(first));
    assertThat(second).isNotEqualTo(first);
    assertWhole("file", B);
  }

  @Test
  @Tag("D2")
  void write_matchesStale_isNotMetAndChangesNothing() throws Exception {
    Version first = put("file", A);
    Version second = put("file", B);
    if (refusesVersions("file", first)) {
      return;
    }
    assertNotMet(
        () -> dir.write(name("file"), buffer(A), Condition.matches(first)),
        "file",
        Optional.of(second));
    assertWhole("file", B);
    assertThat(dir.stat(name("file")).map(FileInfo::version)).contains(second);
  }

  @Test
  @Tag("D2")
  void write_matchesOnAbsentFile_isNotMetAndCreatesNothing() throws Exception {
    Version other = put("other", A);
    if (!refusesVersions("file", other)) {
      assertNotMet(
          () -> dir.write(name("file"), buffer(A), Condition.matches(other)),
          "file",
          Optional.empty());
    }
    assertAbsent("file");
  }

  @Test
  @Tag("D2")
  void write_matchesVersionOfDeletedFile_isNotMet() throws Exception {
    Version first = put("file", A);
    dir.delete(List.of(name("file")));
    if (!refusesVersions("file", first)) {
      assertNotMet(
          () -> dir.write(name("file"), buffer(B), Condition.matches(first)),
          "file",
          Optional.empty());
    }
    assertAbsent("file");
  }

  @Test
  @Tag("D2")
  void write_matchesAfterReopen_stillHolds() throws Exception {
    Version first = put("file", A);
    reopen();
    if (refusesVersions("file", first)) {
      return;
    }
    dir.write(name("file"), buffer(B), Condition.matches(first));
    assertWhole("file", B);
  }

  @Test
  @Tag("D2")
  void write_absentRace_hasOneWinner() throws Exception {
    for (int round = 0; round < 5; round++) {
      String file = "file" + round;
      List<Outcome<Version>> outcomes =
          race(racer -> dir.write(name(file), buffer(bytes(50, racer)), Condition.absent()));
      int winner = winner(outcomes, ConditionNotMetException.class);
      assertWhole(file, bytes(50, winner));
      assertThat(dir.stat(name(file)).map(FileInfo::version))
          .contains(outcomes.get(winner).value());
    }
  }

  @Test
  @Tag("D2")
  void write_matchesRace_hasOneWinner() throws Exception {
    Version current = put("file", A);
    if (refusesVersions("file", current)) {
      return;
    }
    for (int round = 0; round < 5; round++) {
      Version expected = current;
      List<Outcome<Version>> outcomes =
          race(
              racer ->
                  dir.write(name("file"), buffer(bytes(50, racer)), Condition.matches(expected)));
      int winner = winner(outcomes, ConditionNotMetException.class);
      assertWhole("file", bytes(50, winner));
      current = dir.stat(name("file")).orElseThrow().version();
      assertThat(outcomes.get(winner).value()).isEqualTo(current).isNotEqualTo(expected);
    }
  }

  @Test
  @Tag("D2")
  void version_isTheSameInEveryAnswer() throws Exception {
    Version written = put("file", A);
    assertThat(dir.stat(name("file")).map(FileInfo::version)).contains(written);
    assertThat(dir.list("file").get(0).version()).isEqualTo(written);
    Version committed = commit("file", Condition.none(), B);
    assertThat(dir.stat(name("file")).map(FileInfo::version)).contains(committed);
    assertThat(dir.list("file").get(0).version()).isEqualTo(committed);
  }

  @Test
  @Tag("D2")
  void version_ofQuickReplacementsOfEqualLength_isNewEachTime() throws Exception {
    // Many in a row fall into one tick of any clock that a store may take versions from.
    List<Version> versions = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      byte[] content = bytes(8, i);
      versions.add(i % 2 == 0 ? put("file", content) : commit("file", Condition.none(), content));
    }
    assertThat(versions).doesNotHaveDuplicates();
  }

  @Test
  @Tag("D2")
  void version_ofAFileDeletedAndMadeAgain_isNew() throws Exception {
    List<Version> versions = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      versions.add(put("file", bytes(8, i)));
      dir.delete(List.of(name("file")));
    }
    assertThat(versions).doesNotHaveDuplicates();
  }

  @Test
  @Tag("D2")
  void version_afterReopen_staysUntilReplaced() throws Exception {
    Version first = put("file", A);
    reopen();
    assertThat(dir.stat(name("file")).map(FileInfo::version)).contains(first);
    Version second = put("file", B);
    reopen();
    Version third = put("file", A.clone());
    assertThat(second).isNotEqualTo(first);
    assertThat(third).isNotEqualTo(second);
  }

  @Test
  @Tag("D2")
  void version_ofARenamedFilesDestination_isNew() throws Exception {
    put("from", A);
    Version replaced = put("to", B);
    dir.rename(name("from"), name("to"));
    Version now = dir.stat(name("to")).orElseThrow().version();
    assertThat(now).isNotEqualTo(replaced);
    if (!refusesVersions("to", replaced)) {
      assertThatThrownBy(() -> dir.write(name("to"), buffer(B), Condition.matches(replaced)))
          .isInstanceOf(ConditionNotMetException.class);
    }
    assertWhole("to", A);
  }
}
