package io.durability.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.errors.ConditionNotMetException;
import io.durability.errors.NotFoundException;
import io.durability.errors.UnavailableException;
import io.durability.errors.UnsupportedException;
import io.durability.storage.Condition;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Listing, and what stands in the place of what. */
class TreeTest extends FsFixture {

  private void put(String... all) throws Exception {
    for (String name : all) {
      directory.write(name(name), bytes(name), Condition.none());
    }
  }

  @Test
  void list_sortsByFullName_notByFolder() throws Exception {
    put("a/b", "a-b", "a.b", "a0", "a/a/z", "a/a-z", "b");
    assertThat(names(directory.list("")))
        .containsExactly("a-b", "a.b", "a/a-z", "a/a/z", "a/b", "a0", "b");
  }

  @Test
  void list_prefix_isOfTheNameNotOfTheFolder() throws Exception {
    put("wal/1", "wal/12", "wal/2", "walrus", "x/wal/1");
    assertThat(names(directory.list("wal"))).containsExactly("wal/1", "wal/12", "wal/2", "walrus");
    assertThat(names(directory.list("wal/1"))).containsExactly("wal/1", "wal/12");
    assertThat(names(directory.list("wal/"))).containsExactly("wal/1", "wal/12", "wal/2");
    assertThat(names(directory.list("none/"))).isEmpty();
    assertThat(names(directory.list("walrus/"))).isEmpty();
  }

  @Test
  void list_matchesAModel_forAnyPrefixAndAfter() throws Exception {
    Random random = new Random(42);
    List<String> all = new ArrayList<>();
    String[] parts = {"a", "a-", "a.b", "b", "B", "_", "0"};
    for (int i = 0; i < 60; i++) {
      StringBuilder name = new StringBuilder("f" + parts[random.nextInt(parts.length)]);
      for (int depth = random.nextInt(3); depth > 0; depth--) {
        name.insert(0, parts[random.nextInt(parts.length)] + "/");
      }
      if (!all.contains(name.toString())) {
        all.add(name.toString());
        put(name.toString());
      }
    }
    all.sort(null);
    List<String> starts = new ArrayList<>(List.of("", "a", "a/", "a-", "b/a", "zz"));
    starts.addAll(all.subList(0, 10));
    for (String prefix : starts) {
      for (String after : starts) {
        assertThat(names(directory.list(prefix, after)))
            .as("prefix=%s after=%s", prefix, after)
            .isEqualTo(
                all.stream()
                    .filter(name -> name.startsWith(prefix) && name.compareTo(after) > 0)
                    .toList());
      }
    }
  }

  @Test
  void list_readsOnlyFoldersThatCanMatch() throws Exception {
    put("a/1", "b/1", "b/c/1", "d/1");
    files.taken();
    directory.list("b/");
    assertThat(files.taken("list")).containsExactly("list b", "list b/c");
    directory.list("", "b/c/0");
    assertThat(files.taken("list"))
        .containsExactlyInAnyOrder("list .", "list b", "list b/c", "list d");
  }

  @Test
  void list_ignoresForeignThings() throws Exception {
    put("a");
    Files.writeString(root.resolve("not a name"), "");
    Files.writeString(root.resolve("~mine"), "");
    Files.createDirectories(root.resolve("lost+found/x"));
    Files.createSymbolicLink(root.resolve("~link"), root);
    Files.writeString(root.resolve("~temp/1"), "");
    assertThat(names(directory.list(""))).containsExactly("a");
  }

  @Test
  void place_fileInPlaceOfFolder_isRefusedAndKept() throws Exception {
    put("a");
    assertThatThrownBy(() -> put("a/b")).isInstanceOf(UnsupportedException.class);
    assertThatThrownBy(() -> directory.append(name("a/b/c")))
        .isInstanceOf(UnsupportedException.class);
    put("x");
    assertThatThrownBy(() -> directory.rename(name("x"), name("a/x")))
        .isInstanceOf(UnsupportedException.class);
    assertThat(directory.stat(name("a/b"))).isEmpty();
    assertThatThrownBy(() -> directory.open(name("a/b"))).isInstanceOf(NotFoundException.class);
    directory.delete(List.of(name("a/b")));
    assertThat(names(directory.list(""))).containsExactly("a", "x");
    assertThat(text(directory, "a")).isEqualTo("a");
  }

  @Test
  void place_folderInPlaceOfFile_isRefusedAndKept() throws Exception {
    put("a/b", "x");
    assertThatThrownBy(() -> put("a")).isInstanceOf(UnsupportedException.class);
    assertThatThrownBy(() -> directory.write(name("a"), bytes(""), Condition.absent()))
        .isInstanceOf(UnsupportedException.class);
    assertThatThrownBy(() -> directory.append(name("a"))).isInstanceOf(UnsupportedException.class);
    assertThatThrownBy(() -> directory.rename(name("x"), name("a")))
        .isInstanceOf(UnsupportedException.class);
    assertThatThrownBy(() -> directory.rename(name("a"), name("y")))
        .isInstanceOf(NotFoundException.class);
    assertThat(directory.stat(name("a"))).isEmpty();
    assertThatThrownBy(() -> directory.open(name("a"))).isInstanceOf(NotFoundException.class);
    assertThat(directory.seal(name("a"))).isZero();
    directory.delete(List.of(name("a")));
    assertThat(names(directory.list(""))).containsExactly("a/b", "x");
  }

  @Test
  void delete_unlinksThenForcesEachFolderOnce_andKeepsFolders() throws Exception {
    put("a/1", "a/2", "b/1", "c");
    files.taken();
    directory.delete(List.of(name("a/1"), name("b/1"), name("a/2"), name("absent/1"), name("c")));
    assertThat(files.taken())
        .containsExactly(
            "unlink a/1",
            "unlink b/1",
            "unlink a/2",
            "unlink c",
            "force-folder a",
            "force-folder b",
            "force-folder .");
    assertThat(root.resolve("a")).isDirectory();
  }

  @Test
  void delete_absentName_forcesItsFolder_sinceAnEarlierForceMayHaveFailed() throws Exception {
    put("a/1");
    files.failOn("force-folder a"::equals);
    assertThatThrownBy(() -> directory.delete(List.of(name("a/1"))))
        .isInstanceOf(UnavailableException.class);
    files.hook(operation -> {});
    files.taken();
    directory.delete(List.of(name("a/1")));
    assertThat(files.taken()).containsExactly("force-folder a");
  }

  @Test
  void rename_forcesBothFolders_newNameFirst() throws Exception {
    put("a/1", "b/1");
    files.taken();
    directory.rename(name("a/1"), name("b/1"));
    assertThat(files.taken()).containsExactly("rename a/1 b/1", "force-folder b", "force-folder a");
    assertThat(text(directory, "b/1")).isEqualTo("a/1");
    directory.rename(name("b/1"), name("b/2"));
    assertThat(files.taken()).containsExactly("rename b/1 b/2", "force-folder b");
    directory.rename(name("b/2"), name("b/2"));
    assertThat(files.taken()).isEmpty();
    assertThatThrownBy(() -> directory.rename(name("none"), name("b/2")))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  @Tag("fault-43")
  void links_areRefusedEverywhere() throws Exception {
    put("real/1");
    Path outside = Files.createDirectory(base.resolve("outside"));
    Files.writeString(outside.resolve("secret"), "secret");
    Files.createSymbolicLink(root.resolve("folder"), outside);
    Files.createSymbolicLink(root.resolve("real/file"), outside.resolve("secret"));
    Files.createSymbolicLink(root.resolve("real/dangling"), outside.resolve("none"));
    for (String name : new String[] {"folder/secret", "folder/new", "real/file", "real/dangling"}) {
      refused(name, () -> directory.open(name(name)));
      refused(name, () -> directory.stat(name(name)));
      refused(name, () -> directory.write(name(name), bytes("x"), Condition.none()));
      refused(name, () -> directory.write(name(name), bytes("x"), Condition.absent()));
      refused(name, () -> directory.append(name(name)));
      refused(name, () -> directory.delete(List.of(name(name))));
      refused(name, () -> directory.rename(name(name), name("x")));
      refused(name, () -> directory.rename(name("real/1"), name(name)));
      refused(name, () -> directory.seal(name(name)));
      refused(name, () -> directory.settle(name(name), 0, 0));
    }
    refused("list", () -> directory.list(""));
    refused("list", () -> directory.list("folder/"));
    assertThat(names(directory.list("real/1"))).containsExactly("real/1");
    assertThat(outside.resolve("secret")).hasContent("secret");
    assertThat(outside.resolve("new")).doesNotExist();
  }

  @Test
  @Tag("fault-43")
  void links_swappedInLater_areRefused() throws Exception {
    put("real/1");
    Path outside = Files.createDirectory(base.resolve("outside"));
    Files.writeString(outside.resolve("1"), "outside");
    // Between the look at the name and its opening.
    files.hook(
        operation -> {
          if (operation.equals("read-open real/1")) {
            Files.delete(root.resolve("real/1"));
            Files.createSymbolicLink(root.resolve("real/1"), outside.resolve("1"));
          }
        });
    refused("file", () -> directory.open(name("real/1")));
    files.hook(operation -> {});
    Files.delete(root.resolve("real/1"));
    Files.delete(root.resolve("real"));
    Files.createSymbolicLink(root.resolve("real"), outside);
    refused("folder", () -> directory.open(name("real/1")));
    refused("folder", () -> put("real/2"));
  }

  @Test
  void place_pipe_isRefusedAndNotOpened() throws Exception {
    Process mkfifo = new ProcessBuilder("mkfifo", root.resolve("pipe").toString()).start();
    assertThat(mkfifo.waitFor()).isZero();
    refused("pipe", () -> directory.open(name("pipe")));
    refused("pipe", () -> directory.stat(name("pipe")));
    refused("pipe", () -> directory.list(""));
    refused("pipe", () -> directory.write(name("pipe/x"), bytes("x"), Condition.none()));
  }

  @Test
  @Tag("D9")
  void folderMadeASecondTime_isForcedAgain() throws Exception {
    put("a/b/1");
    Files.delete(root.resolve("a/b/1"));
    Files.delete(root.resolve("a/b"));
    files.taken();
    put("a/b/1");
    assertThat(files.taken())
        .containsSubsequence("mkdir a/b", "force-folder a", "force-folder a/b");
    directory.delete(List.of(name("a/b/1")));
    Files.delete(root.resolve("a/b"));
    Files.delete(root.resolve("a"));
    files.taken();
    directory.append(name("a/b/2")).close();
    assertThat(files.taken())
        .containsExactly(
            "mkdir a", "force-folder .", "mkdir a/b", "force-folder a", "create a/b/2");
  }

  @Test
  void write_notMet_createsNoFile() throws Exception {
    put("a");
    assertThatThrownBy(() -> directory.write(name("a"), bytes("x"), Condition.absent()))
        .isInstanceOf(ConditionNotMetException.class);
    files.taken();
    assertThatThrownBy(() -> directory.append(name("a")))
        .isInstanceOf(ConditionNotMetException.class);
    assertThat(files.taken()).isEmpty();
    assertThat(text(directory, "a")).isEqualTo("a");
  }

  private static void refused(String what, ThrowingCallable call) {
    assertThatThrownBy(call).as(what).isInstanceOf(UnsupportedException.class);
  }
}
