package io.durability.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.durability.storage.Condition;
import io.durability.storage.FileName;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Clause D14: names, and a file in the place of another's folder. */
abstract class NameClauses extends ChangeClauses {

  private static final byte[] A = bytes(100, 'a');
  private static final byte[] B = bytes(200, 'b');

  /** A segment of 255 bytes: no room for a suffix that a backend adds to a temporary name. */
  private static final String SEGMENT = "s".repeat(FileName.SEGMENT_LENGTH_MAX);

  /** A name of 1,024 bytes. */
  private static final String LONGEST = (SEGMENT.substring(1) + "/").repeat(4) + "n/xx";

  private void checkEveryVerb(String name) throws Exception {
    put(name, A);
    assertWhole(name, A);
    commit(name, Condition.none(), B);
    assertWhole(name, B);
    assertThat(names("")).containsExactly(name);
    assertThat(names(name)).containsExactly(name);
    dir.rename(name(name), name("short"));
    dir.rename(name("short"), name(name));
    assertWhole(name, B);
    reopen();
    assertWhole(name, B);
    dir.delete(List.of(name(name)));
    assertAbsent(name);
  }

  private void checkAppend(String name) throws Exception {
    byte[] content = append(name, 10, 20);
    assertThat(dir.seal(name(name))).isEqualTo(30);
    dir.settle(name(name), 0, 30);
    assertBegins(name, content);
    assertThat(names("")).containsExactly(name);
  }

  @Test
  @Tag("D14")
  void names_longestSegment_isGoodForWholeFiles() throws Exception {
    checkEveryVerb(SEGMENT);
    checkEveryVerb("folder/" + SEGMENT);
  }

  @Test
  @Tag("D14")
  void names_longestSegment_isGoodForAppendFiles() throws Exception {
    checkAppend(SEGMENT);
  }

  /** Returns a name as long as this directory takes, with long segments in it. */
  private String longest() {
    assertThat(LONGEST).hasSize(FileName.LENGTH_MAX);
    return LONGEST.substring(FileName.LENGTH_MAX - nameBytesMax());
  }

  @Test
  @Tag("D14")
  void names_longestName_isGoodForWholeFiles() throws Exception {
    checkEveryVerb(longest());
  }

  @Test
  @Tag("D14")
  void names_longestName_isGoodForAppendFiles() throws Exception {
    checkAppend(longest());
  }

  @Test
  @Tag("D14")
  void names_thatLookInternal_belongToTheCaller() throws Exception {
    List<String> all =
        Arrays.asList(
            "lock",
            ".lock",
            "LOCK",
            "write.lock",
            ".tmp",
            "a.tmp",
            "tmp/a",
            ".tmp.d/a",
            "x.bak",
            "-",
            "--",
            "_",
            "...",
            ".a",
            "..a",
            "a.",
            "CON",
            "nul",
            "aux.txt",
            "a/0000000000",
            "0000000000",
            "fence",
            "files/x",
            "appends/x",
            "whole/x",
            "a.sealed",
            "a.crc");
    for (String name : all) {
      put(name, bytes(10, name.hashCode()));
    }
    reopen();
    put("one-more", A);
    for (String name : all) {
      assertWhole(name, bytes(10, name.hashCode()));
    }
    assertThat(names("")).containsAll(all).hasSize(all.size() + 1);
  }

  @Test
  @Tag("D14")
  void names_differInCase() throws Exception {
    put("File", A);
    put("file", B);
    assertWhole("File", A);
    assertWhole("file", B);
    assertThat(names("")).containsExactly("File", "file");
  }

  /** The verb is refused, or the file it makes is beside the one that was there. */
  private void assertKept(
      ThrowingCallable verb, String made, byte[] makes, String there, byte[] content)
      throws Exception {
    Throwable refused = catchThrowable(verb);
    if (refused == null) {
      assertThat(names("")).containsExactlyInAnyOrder(made, there);
      assertBegins(made, makes);
    } else {
      assertAbout(refused, refusalOfPlace(), made);
      assertThat(names("")).containsExactly(there);
      assertThat(dir.stat(name(made))).isEmpty();
    }
    assertWhole(there, content);
  }

  @Test
  @Tag("D14")
  void place_fileUnderAFile_isRefusedOrKeptBesideIt() throws Exception {
    put("a", A);
    assertKept(() -> put("a/b", B), "a/b", B, "a", A);
  }

  @Test
  @Tag("D14")
  void place_fileDeepUnderAFile_isRefusedOrKeptBesideIt() throws Exception {
    put("a/b", A);
    assertKept(() -> put("a/b/c/d", B), "a/b/c/d", B, "a/b", A);
  }

  @Test
  @Tag("D14")
  void place_fileOverAFolder_isRefusedOrKeptBesideIt() throws Exception {
    put("a/b", A);
    assertKept(() -> put("a", B), "a", B, "a/b", A);
  }

  @Test
  @Tag("D14")
  void place_committedOverAFolder_isRefusedOrKeptBesideIt() throws Exception {
    put("a/b", A);
    assertKept(() -> commit("a", Condition.none(), B), "a", B, "a/b", A);
  }

  @Test
  @Tag("D14")
  void place_committedUnderAFile_isRefusedOrKeptBesideIt() throws Exception {
    put("a", A);
    assertKept(() -> commit("a/b", Condition.absent(), B), "a/b", B, "a", A);
  }

  @Test
  @Tag("D14")
  void place_appendFileUnderAFile_isRefusedOrKeptBesideIt() throws Exception {
    put("a", A);
    byte[] appended = bytes(30, "a/b".hashCode());
    assertKept(() -> append("a/b", 30), "a/b", appended, "a", A);
  }

  @Test
  @Tag("D14")
  void place_appendFileOverAFolder_isRefusedOrKeptBesideIt() throws Exception {
    put("a/b", A);
    byte[] appended = bytes(30, "a".hashCode());
    assertKept(() -> append("a", 30), "a", appended, "a/b", A);
  }

  @Test
  @Tag("D14")
  void place_renamedOverAFolder_isRefusedOrKeptBesideIt() throws Exception {
    put("a/b", A);
    put("c", B);
    Throwable refused = catchThrowable(() -> dir.rename(name("c"), name("a")));
    if (refused == null) {
      assertThat(names("")).containsExactly("a", "a/b");
      assertWhole("a", B);
    } else {
      assertAbout(refused, refusalOfPlace(), "a");
      assertThat(names("")).containsExactly("a/b", "c");
      assertWhole("c", B);
    }
    assertWhole("a/b", A);
  }

  @Test
  @Tag("D14")
  void place_renamedUnderAFile_isRefusedOrKeptBesideIt() throws Exception {
    put("a", A);
    put("c", B);
    Throwable refused = catchThrowable(() -> dir.rename(name("c"), name("a/b")));
    if (refused == null) {
      assertThat(names("")).containsExactly("a", "a/b");
      assertWhole("a/b", B);
    } else {
      assertAbout(refused, refusalOfPlace(), "a/b");
      assertThat(names("")).containsExactly("a", "c");
      assertWhole("c", B);
    }
    assertWhole("a", A);
  }
}
