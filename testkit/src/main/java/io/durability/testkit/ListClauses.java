package io.durability.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.storage.Appender;
import io.durability.storage.FileInfo;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Clause D6: listings. */
abstract class ListClauses extends ReadClauses {

  private static final byte[] X = {1};

  private void put(String... names) throws Exception {
    for (String name : names) {
      put(name, X);
    }
  }

  private List<String> names(String prefix, String after) throws Exception {
    return names(dir.list(prefix, after));
  }

  @Test
  @Tag("D6")
  void list_emptyDirectory_isEmpty() throws Exception {
    assertThat(dir.list("")).isEmpty();
    assertThat(dir.list("folder/")).isEmpty();
    put("file", X);
    assertThat(dir.list("folder/")).isEmpty();
    assertThat(names("")).containsExactly("file");
  }

  @Test
  @Tag("D6")
  void list_all_isSortedByWholeName() throws Exception {
    // '-' and '.' come before '/', digits and letters after: folder by folder is another order.
    put("a0", "a/b", "a-b", "a.b", "a/b-c/d", "Z", "a/b0", "b/a", "a-b0/c");
    assertThat(names(""))
        .containsExactly("Z", "a-b", "a-b0/c", "a.b", "a/b", "a/b-c/d", "a/b0", "a0", "b/a");
  }

  @Test
  @Tag("D6")
  void list_prefixWithinASegment_filtersByName() throws Exception {
    put("wal/0001.wal", "wal/0002.wal", "wal/0010.wal", "wal/1.wal", "x");
    assertThat(names("wal/000")).containsExactly("wal/0001.wal", "wal/0002.wal");
    assertThat(names("w")).hasSize(4);
    assertThat(names("wal/2")).isEmpty();
  }

  @Test
  @Tag("D6")
  void list_prefixOfAFolder_givesOnlyWhatIsInIt() throws Exception {
    put("wal/1", "wal/sub/2", "wal-old/3", "wall", "wal.txt", "xwal/4");
    assertThat(names("wal/")).containsExactly("wal/1", "wal/sub/2");
  }

  @Test
  @Tag("D6")
  void list_prefixWithoutSlash_matchesFilesAndFoldersAlike() throws Exception {
    put("wal/1", "wal-old/3", "wall", "wal.txt", "wa", "xwal/4");
    assertThat(names("wal")).containsExactly("wal-old/3", "wal.txt", "wal/1", "wall");
  }

  @Test
  @Tag("D6")
  void list_prefixIsAWholeName_includesIt() throws Exception {
    put("folder/file", "folder/file2", "folder/fil");
    assertThat(names("folder/file")).containsExactly("folder/file", "folder/file2");
  }

  @Test
  @Tag("D6")
  void list_prefixOfDots_findsNamesThatBeginSo() throws Exception {
    put(".a", "..b", "c/.d", "c/..e", "f");
    assertThat(names(".")).containsExactly("..b", ".a");
    assertThat(names("..")).containsExactly("..b");
    assertThat(names("c/.")).containsExactly("c/..e", "c/.d");
    assertThat(names("c/..")).containsExactly("c/..e");
  }

  @Test
  @Tag("D6")
  void list_afterAnExistingName_excludesIt() throws Exception {
    put("a", "b", "c/1", "c/2", "d");
    assertThat(names("", "b")).containsExactly("c/1", "c/2", "d");
    assertThat(names("", "c/1")).containsExactly("c/2", "d");
    assertThat(names("", "d")).isEmpty();
  }

  @Test
  @Tag("D6")
  void list_afterANameThatIsNotThere_beginsBehindIt() throws Exception {
    put("a-b", "a/c", "b", "bb");
    assertThat(names("", "a.")).containsExactly("a/c", "b", "bb");
    assertThat(names("", "a/a")).containsExactly("a/c", "b", "bb");
    assertThat(names("", "ba")).containsExactly("bb");
    assertThat(names("", "A")).containsExactly("a-b", "a/c", "b", "bb");
    assertThat(names("", "bbb")).isEmpty();
  }

  @Test
  @Tag("D6")
  void list_prefixAndAfter_bothHold() throws Exception {
    put("a/1", "b/1", "b/2", "b/3", "c/1");
    assertThat(names("b/", "b/1")).containsExactly("b/2", "b/3");
    assertThat(names("b/", "a/9")).containsExactly("b/1", "b/2", "b/3");
    assertThat(names("b/", "b/9")).isEmpty();
    assertThat(names("b/", "c")).isEmpty();
    assertThat(names("b/", "")).containsExactly("b/1", "b/2", "b/3");
  }

  @Test
  @Tag("D6")
  void list_overAThousand_isCompleteAndSorted() throws Exception {
    List<String> all = putMany("many/f");
    put("many.txt", "e", "other/1");
    assertThat(names("many/")).isEqualTo(all);
    assertThat(names("many/f", all.get(49))).isEqualTo(all.subList(50, MANY));
    assertThat(names("")).hasSize(MANY + 3);
  }

  @Test
  @Tag("D6")
  void list_tellsWhatStatTells() throws Exception {
    put("a", bytes(10, 1));
    put("b/c", bytes(4097, 2));
    put("d", new byte[0]);
    for (FileInfo info : dir.list("")) {
      assertThat(dir.stat(info.name())).contains(info);
    }
    assertThat(dir.list("").stream().map(FileInfo::size)).containsExactly(10L, 4097L, 0L);
  }

  @Test
  @Tag("D6")
  void list_hasAppendFiles_openAndClosed() throws Exception {
    put("wal/0", X);
    append("wal/1", 100);
    try (Appender open = dir.append(name("wal/2"))) {
      open.write(buffer(bytes(100, 1)));
      sync(open);
      assertThat(names("")).containsExactly("wal/0", "wal/1", "wal/2");
      assertThat(dir.list("wal/2").get(0).size()).isGreaterThanOrEqualTo(100);
      assertThat(dir.list("wal/1").get(0).size()).isEqualTo(100);
    }
    dir.seal(name("wal/2"));
    assertThat(names("")).containsExactly("wal/0", "wal/1", "wal/2");
  }

  @Test
  @Tag("D6")
  void list_folders_areNotInIt() throws Exception {
    put("a/b/c", X);
    assertThat(names("")).containsExactly("a/b/c");
    assertThat(names("a")).containsExactly("a/b/c");
    dir.delete(List.of(name("a/b/c")));
    assertThat(names("")).isEmpty();
    assertThat(names("a/")).isEmpty();
  }

  @Test
  @Tag("D6")
  void list_afterReopen_isTheSame() throws Exception {
    put("a", "b/c", "b-c", "d/e/f");
    append("wal/1", 100);
    List<String> before = names("");
    assertThat(before).containsExactly("a", "b-c", "b/c", "d/e/f", "wal/1");
    reopen();
    assertThat(names("")).isEqualTo(before);
  }

  @Test
  @Tag("D6")
  void list_whileOtherFilesChange_hasThoseThatStay() throws Exception {
    put("a/stays", "m/stays", "z/stays");
    AtomicBoolean done = new AtomicBoolean();
    together(
        racer -> {
          if (racer < 2) {
            try {
              for (int i = 0; i < 20; i++) {
                put("m/comes" + racer, X);
                put("m/stays", new byte[] {(byte) i});
                dir.rename(name("m/comes" + racer), name("m/goes" + racer));
                dir.delete(List.of(name("m/goes" + racer)));
              }
            } finally {
              done.set(true);
            }
          } else {
            do {
              assertThat(names(""))
                  .contains("a/stays", "m/stays", "z/stays")
                  .isSorted()
                  .doesNotHaveDuplicates()
                  .allMatch(name -> name.endsWith("/stays") || name.startsWith("m/"));
            } while (!done.get());
          }
        });
  }

  @Test
  @Tag("D14")
  void list_badPrefix_isRefused() throws Exception {
    put("file", X);
    String[] bad = {
      "/",
      "/a",
      "a//",
      "a//b",
      "./",
      "../",
      "a/./",
      "a/../b",
      "a b",
      "a\\b",
      "é",
      "a\u0000",
      "a:b",
      "a~",
      "a*",
      "%2e",
      "x".repeat(256),
      "xx/".repeat(342)
    };
    for (String prefix : bad) {
      assertThatThrownBy(() -> dir.list(prefix))
          .as("prefix %s", prefix)
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> dir.list(prefix, "file"))
          .as("prefix %s", prefix)
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(names("")).containsExactly("file");
  }
}
