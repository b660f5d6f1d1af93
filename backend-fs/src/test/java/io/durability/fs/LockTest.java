package io.durability.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.management.UnixOperatingSystemMXBean;
import io.durability.errors.NotFoundException;
import io.durability.errors.SupersededException;
import io.durability.errors.UnavailableException;
import io.durability.errors.UnsupportedException;
import io.durability.storage.Condition;
import io.durability.testkit.host.ChildJvm;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class LockTest extends FsFixture {

  @Test
  void reading_takesNoLockAndCreatesNothing() throws Exception {
    Files.delete(root);
    assertThat(directory.list("")).isEmpty();
    assertThat(directory.stat(name("a/b"))).isEmpty();
    assertThatThrownBy(() -> directory.open(name("a"))).isInstanceOf(NotFoundException.class);
    directory.traits();
    assertThat(root).doesNotExist();
    assertThat(files.taken()).isEmpty();
  }

  @Test
  void firstChange_createsTheRoot_forcingTheParentOfEachFolder() throws Exception {
    Files.delete(root);
    Path deep = root.resolve("x/y");
    files.taken();
    try (FsDirectory created = new FsDirectory(deep, FsOptions.DEFAULTS, files, clock, () -> 1L)) {
      created.write(name("a"), bytes("1"), Condition.none());
      assertThat(files.taken())
          .startsWith(
              "force-folder " + base.toRealPath().getParent(),
              "mkdir .",
              "force-folder ..",
              "mkdir x",
              "force-folder .",
              "mkdir x/y",
              "force-folder x",
              "create x/y/~lock",
              "open x/y/~lock",
              "lock x/y/~lock",
              "mkdir x/y/~temp",
              "force-folder x/y");
    }
  }

  @Test
  void firstChange_makesDurableWhatAKilledProcessLeft() throws Exception {
    Files.createDirectories(root.resolve("a/b"));
    Files.createDirectories(root.resolve("not a name"));
    Files.writeString(root.resolve("a/b/c"), "x");
    directory.delete(List.of());
    assertThat(files.taken("force-folder"))
        .containsExactly("force-folder ..", "force-folder .", "force-folder a", "force-folder a/b");
  }

  @Test
  void firstChange_failsMidway_givesTheLockBack() throws Exception {
    files.failOn("force-folder ."::equals);
    assertThatThrownBy(() -> directory.delete(List.of())).isInstanceOf(UnavailableException.class);
    files.hook(operation -> {});
    try (FsDirectory other = newDirectory()) {
      other.delete(List.of());
    }
    directory.delete(List.of());
  }

  @Test
  void parentOfTheRoot_thatWeMayWriteButNotForce_isAnError() throws Exception {
    files.hook(
        operation -> {
          if (operation.equals("force-folder ..")) {
            throw new AccessDeniedException("..");
          }
        });
    assertThatThrownBy(() -> directory.delete(List.of()))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("permission denied");
  }

  @Test
  @Tag("fault-88")
  void secondDirectoryOfTheProcess_isRefused_byAnyPath() throws Exception {
    claim();
    Path link = base.resolve("link");
    Files.createSymbolicLink(link, root);
    for (Path path : List.of(root, link, root.resolve("../root"))) {
      try (FsDirectory second = new FsDirectory(path, FsOptions.DEFAULTS, files, clock, () -> 1L)) {
        assertThatThrownBy(() -> second.write(name("a"), bytes("2"), Condition.none()))
            .isInstanceOf(UnavailableException.class)
            .hasMessageContaining("another directory of this process")
            .hasMessageContaining(path.toString());
        assertThat(second.list("")).as("reading is allowed").isEmpty();
      }
    }
    assertThat(files.taken())
        .as("the lock file is not touched")
        .noneMatch(operation -> operation.contains("~lock"));
    directory.close();
    try (FsDirectory second = FsDirectory.open(link)) {
      second.write(name("a"), bytes("2"), Condition.none());
    }
    assertThat(root.resolve("a")).hasContent("2");
  }

  @Test
  void rootReachedThroughALink_isUsed_andItsTargetLater() throws Exception {
    Path link = base.resolve("link");
    Files.createSymbolicLink(link, root);
    try (FsDirectory linked = FsDirectory.open(link)) {
      linked.write(name("a"), bytes("1"), Condition.none());
      Files.delete(link);
      linked.write(name("b"), bytes("1"), Condition.none());
      assertThat(names(linked.list(""))).containsExactly("a", "b");
    }
    assertThat(root.resolve("b")).exists();
  }

  @Test
  @Tag("fault-36")
  void otherProcess_isRefused_untilTheHolderCloses() throws Exception {
    claim();
    try (ChildJvm child = ChildJvm.start(LockHolder.class, root.toString())) {
      assertThat(child.line())
          .startsWith("UnavailableException")
          .contains("another process")
          .contains(root.toString());
    }
    directory.list("");
    directory.stat(name("a"));
    try (ChildJvm child = ChildJvm.start(LockHolder.class, root.toString())) {
      assertThat(child.line()).as("reading did not free the lock").startsWith("Unavailable");
    }
    directory.close();
    try (ChildJvm child = ChildJvm.start(LockHolder.class, root.toString())) {
      assertThat(child.line()).isEqualTo("held");
      directory = newDirectory();
      assertThatThrownBy(() -> directory.delete(List.of()))
          .isInstanceOf(UnavailableException.class)
          .hasMessageContaining("another process");
      child.finish();
    }
    directory.delete(List.of());
  }

  @Test
  @Tag("fault-36")
  void secondClassLoader_isRefused_andDoesNotFreeTheLockForOtherProcesses() throws Exception {
    claim();
    List<Throwable> refusal = new ArrayList<>();
    try (URLClassLoader other = secondClassLoader()) {
      for (int attempt = 0; attempt < 2; attempt++) {
        refusal.add(catchThrowable(() -> claimThrough(other)).getCause());
        try (ChildJvm child = ChildJvm.start(LockHolder.class, root.toString())) {
          assertThat(child.line()).startsWith("Unavailable").contains("another process");
        }
      }
      assertThat(refusal)
          .allSatisfy(
              failure ->
                  assertThat(failure.toString())
                      .contains("UnavailableException", "another directory of this process"));
      directory.close();
      claimThrough(other).close();
      try (ChildJvm child = ChildJvm.start(LockHolder.class, root.toString())) {
        assertThat(child.line()).as("given back by the second").isEqualTo("held");
      }
    }
  }

  @Test
  void secondClassLoader_refusedAgainAndAgain_keepsOneDescriptor() throws Exception {
    claim();
    try (URLClassLoader other = secondClassLoader()) {
      assertThatThrownBy(() -> claimThrough(other)).isNotNull();
      long before = openDescriptors();
      for (int attempt = 0; attempt < 100; attempt++) {
        assertThatThrownBy(() -> claimThrough(other)).isNotNull();
      }
      assertThat(openDescriptors() - before).isLessThan(50);
    }
  }

  private static long openDescriptors() {
    return ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getOpenFileDescriptorCount();
  }

  /** Loads everything anew, as an application server does for each of its applications. */
  private static URLClassLoader secondClassLoader() throws IOException {
    List<URL> places = new ArrayList<>();
    for (String place : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      places.add(Path.of(place).toUri().toURL());
    }
    return new URLClassLoader(places.toArray(new URL[0]), ClassLoader.getPlatformClassLoader());
  }

  /** Opens the root with the classes of a loader and takes its lock; returns the directory. */
  private AutoCloseable claimThrough(ClassLoader loader) throws Exception {
    Class<?> type = loader.loadClass(FsDirectory.class.getName());
    AutoCloseable opened = (AutoCloseable) type.getMethod("open", Path.class).invoke(null, root);
    type.getMethod("delete", Collection.class).invoke(opened, List.of());
    return opened;
  }

  @Test
  @Tag("fault-37")
  void killedProcess_freesTheLock() throws Exception {
    try (ChildJvm child = ChildJvm.start(LockHolder.class, root.toString())) {
      assertThat(child.line()).isEqualTo("held");
      assertThatThrownBy(() -> directory.delete(List.of()))
          .isInstanceOf(UnavailableException.class);
      child.kill();
    }
    directory.delete(List.of());
  }

  @Test
  @Tag("fault-88")
  void lockFileDeletedOrReplaced_supersedesTheHolder() throws Exception {
    claim();
    Files.delete(root.resolve("~lock"));
    superseded("deleted");
    Files.createFile(root.resolve("~lock"));
    superseded("replaced");
    try (FsDirectory second = newDirectory()) {
      assertThatThrownBy(() -> second.delete(List.of()))
          .as("within one process the broken lock still keeps others out")
          .isInstanceOf(UnavailableException.class);
    }
    try (ChildJvm child = ChildJvm.start(LockHolder.class, root.toString())) {
      assertThat(child.line()).isEqualTo("held");
      superseded("taken over");
    }
  }

  private void superseded(String how) {
    assertThatThrownBy(() -> directory.append(name("wal/2")))
        .as(how)
        .isInstanceOf(SupersededException.class);
    assertThatThrownBy(() -> directory.delete(List.of(name("a"))))
        .as(how)
        .isInstanceOf(SupersededException.class);
  }

  @Test
  void lockFileReplacedWhileItIsTaken_isTriedAgain() throws Exception {
    int[] replaced = {0};
    files.hook(
        operation -> {
          if (operation.equals("lock ~lock") && replaced[0]++ == 0) {
            Files.delete(root.resolve("~lock"));
            Files.createFile(base.resolve("kept-so-that-the-inode-differs"));
            Files.createFile(root.resolve("~lock"));
          }
        });
    directory.delete(List.of());
    assertThat(replaced[0]).isEqualTo(2);
    assertThat(files.taken("create")).containsExactly("create ~lock");
  }

  @Test
  void lockFileThatIsALink_isRefused() throws Exception {
    Path other = Files.createFile(base.resolve("other"));
    Files.createSymbolicLink(root.resolve("~lock"), other);
    assertThatThrownBy(() -> directory.delete(List.of())).isInstanceOf(UnsupportedException.class);
  }

  @Test
  void tempFolderThatIsALink_isRefused() throws Exception {
    Path other = Files.createDirectory(base.resolve("other"));
    Path kept = Files.createFile(other.resolve("kept"));
    Files.createSymbolicLink(root.resolve("~temp"), other);
    assertThatThrownBy(() -> directory.delete(List.of())).isInstanceOf(UnsupportedException.class);
    assertThat(kept).exists();
  }

  @Test
  void networkFileSystem_isRefused_unlessAskedFor() throws Exception {
    for (String type : new String[] {"nfs4", "cifs", "fuse.sshfs", "smb3", "NFS"}) {
      files.fileSystemType(type);
      assertThatThrownBy(() -> directory.delete(List.of()))
          .as(type)
          .isInstanceOf(UnsupportedException.class)
          .hasMessageContaining("allowNetworkFileSystem=true")
          .hasMessageContaining("found=" + type);
    }
    assertThat(root).isEmptyDirectory();
    try (FsDirectory asked =
        new FsDirectory(root, new FsOptions(true, 2), files, clock, () -> 1L)) {
      asked.delete(List.of());
    }
    files.fileSystemType("xfs");
    directory.delete(List.of());
  }

  @Test
  void rootThatIsAFile_orBelowOne_isRefusedAtOpen() throws IOException {
    Path file = Files.writeString(base.resolve("file"), "kept");
    for (Path path : List.of(file, file.resolve("below/it"))) {
      assertThatThrownBy(() -> FsDirectory.open(path))
          .isInstanceOf(UnsupportedException.class)
          .hasMessageContaining("found=a file");
    }
    assertThat(file).hasContent("kept");
  }

  @Test
  void rootThatIsADanglingLink_failsAndCreatesNothing() throws Exception {
    Path link = base.resolve("link");
    Files.createSymbolicLink(link, base.resolve("none"));
    try (FsDirectory dangling = FsDirectory.open(link)) {
      assertThat(dangling.list("")).isEmpty();
      assertThatThrownBy(() -> dangling.delete(List.of())).isInstanceOf(UnavailableException.class);
    }
    assertThat(base.resolve("none")).doesNotExist();
  }
}
