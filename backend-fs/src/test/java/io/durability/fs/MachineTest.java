package io.durability.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.errors.PoisonedException;
import io.durability.errors.UnavailableException;
import io.durability.storage.Appender;
import io.durability.storage.Condition;
import io.durability.storage.FileName;
import io.durability.testkit.host.ChildJvm;
import io.durability.testkit.host.HostMount;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only a real file system shows. Needs the right to mount; fails where that is missing. */
@Tag("machine")
class MachineTest {

  @TempDir Path base;

  private Path place;

  @BeforeEach
  void resolve() throws IOException {
    place = base.toRealPath().resolve("mount");
  }

  private static FileName name(String value) {
    return FileName.of(value);
  }

  private static ByteBuffer mebibyte() {
    return ByteBuffer.allocate(1 << 20);
  }

  @Test
  @Tag("fault-7")
  void diskFull_atAWholeFile_keepsTheEarlierOne_andRemovesTheTemp() throws Exception {
    try (HostMount mount = HostMount.small(place, 5 << 19);
        FsDirectory directory = FsDirectory.open(mount.place())) {
      directory.write(name("a"), mebibyte(), Condition.none());
      directory.write(name("b"), mebibyte(), Condition.none());
      assertThatThrownBy(() -> directory.write(name("a"), mebibyte(), Condition.none()))
          .isInstanceOf(UnavailableException.class)
          .hasMessageContaining("No space left")
          .hasCauseInstanceOf(IOException.class);
      try (Stream<Path> temps = Files.list(place.resolve("~temp"))) {
        assertThat(temps).isEmpty();
      }
      assertThat(directory.list("")).hasSize(2);
      directory.delete(List.of(name("b")));
      directory.write(name("a"), mebibyte(), Condition.none());
    }
  }

  @Test
  @Tag("fault-6")
  void diskFull_atAnAppend_poisons_andWhatWasSyncedIsReadable() throws Exception {
    try (HostMount mount = HostMount.small(place, 5 << 19);
        FsDirectory directory = FsDirectory.open(mount.place())) {
      Appender appender = directory.append(name("wal/1"));
      long durable = 0;
      UnavailableException failure = null;
      while (failure == null) {
        try {
          appender.write(ByteBuffer.allocate(100_000));
          durable = appender.sync().get();
        } catch (UnavailableException e) {
          failure = e;
        }
      }
      assertThat(failure).hasMessageContaining("No space left");
      assertThat(durable).isGreaterThan(1 << 20);
      assertThatThrownBy(() -> appender.write(ByteBuffer.allocate(1)))
          .isInstanceOf(PoisonedException.class);
      assertThat(appender.sync()).isCompletedExceptionally();
      appender.close();
      assertThat(directory.seal(name("wal/1"))).isGreaterThanOrEqualTo(durable);
      directory.settle(name("wal/1"), 0, durable);
      assertThat(directory.stat(name("wal/1")).orElseThrow().size()).isEqualTo(durable);
    }
  }

  @Test
  @Tag("fault-38")
  void readOnlyRoot_isReadable_andRefusesChangesAndStaysAsItIs() throws Exception {
    Path root = base.toRealPath().resolve("root");
    try (FsDirectory directory = FsDirectory.open(root)) {
      directory.write(name("a"), ByteBuffer.allocate(5), Condition.none());
    }
    Files.delete(root.resolve("~lock"));
    try (HostMount mount = HostMount.bind(root, place)) {
      mount.readOnly();
      try (FsDirectory directory = FsDirectory.open(mount.place())) {
        assertThat(directory.list("")).hasSize(1);
        assertThat(directory.stat(name("a")).orElseThrow().size()).isEqualTo(5);
        directory.open(name("a")).close();
        assertThatThrownBy(() -> directory.write(name("b"), mebibyte(), Condition.none()))
            .isInstanceOf(UnavailableException.class)
            .hasMessageContaining("Read-only file system");
        assertThatThrownBy(() -> directory.append(name("wal/1")))
            .isInstanceOf(UnavailableException.class);
        assertThatThrownBy(() -> directory.delete(List.of(name("a"))))
            .isInstanceOf(UnavailableException.class);
      }
    }
    assertThat(root.resolve("~lock")).doesNotExist();
    assertThat(root.resolve("a")).exists();
  }

  @Test
  void rootMountedTwice_isLockedOnce() throws Exception {
    Path root = Files.createDirectory(base.toRealPath().resolve("root"));
    try (HostMount mount = HostMount.bind(root, place);
        FsDirectory first = FsDirectory.open(root);
        FsDirectory second = FsDirectory.open(mount.place())) {
      first.delete(List.of());
      assertThatThrownBy(() -> second.delete(List.of()))
          .isInstanceOf(UnavailableException.class)
          .hasMessageContaining("another directory of this process");
      try (ChildJvm child = ChildJvm.start(LockHolder.class, root.toString())) {
        assertThat(child.line())
            .as("the refused attempt did not free the lock")
            .startsWith("UnavailableException");
      }
    }
  }

  @Test
  @Tag("fault-32")
  void tooManyOpenFiles_isUnavailable_andLeavesTheDirectoryUsable() throws Exception {
    Path root = Files.createDirectory(base.toRealPath().resolve("root"));
    List<String> fewFiles = List.of("sh", "-c", "ulimit -n 200 && exec \"$0\" \"$@\"");
    try (ChildJvm child =
        ChildJvm.of(DescriptorHog.class, root.toString()).through(fewFiles).start()) {
      assertThat(child.line()).isEqualTo("refused UnavailableException: Too many open files");
      assertThat(child.line()).isEqualTo("usable again");
    }
  }

  /** Runs a process of the administrator to whom permissions apply as to anybody. */
  private static String lockWithoutPrivilege(Path root) throws IOException {
    List<String> ordinary =
        List.of("setpriv", "--bounding-set", "-dac_override,-dac_read_search", "--");
    try (ChildJvm child =
        ChildJvm.of(LockHolder.class, root.toString()).through(ordinary).start()) {
      return child.line();
    }
  }

  @Test
  void permissionMissing_isUnavailable_andChangesNothing() throws Exception {
    Path root = Files.createDirectory(base.toRealPath().resolve("root"));
    try {
      for (String mode : new String[] {"r-x------", "---------"}) {
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString(mode));
        assertThat(lockWithoutPrivilege(root))
            .as(mode)
            .startsWith("UnavailableException")
            .contains("permission denied");
      }
    } finally {
      Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
    }
    assertThat(root).isEmptyDirectory();
  }

  @Test
  void parentOfTheRoot_thatWeMayNeitherReadNorWrite_isNoHindrance() throws Exception {
    Path parent = Files.createDirectory(base.toRealPath().resolve("parent"));
    Path root = Files.createDirectory(parent.resolve("root"));
    try {
      Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("--x------"));
      assertThat(lockWithoutPrivilege(root)).isEqualTo("held");
    } finally {
      Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwx------"));
    }
  }
}
