package io.durability.fs;

import static org.assertj.core.api.Assertions.assertThat;

import io.durability.storage.Appender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Short words for what is done with deleted append files. */
abstract class SpareFixture extends FsFixture {

  static final int OLD_BYTES = 20_000;

  /** Writes, closes and deletes an append file, and returns its inode. */
  Object deleted(String name, int length) throws Throwable {
    write(name, length);
    Object inode = inode(name);
    directory.delete(List.of(name(name)));
    return inode;
  }

  void write(String name, int length) throws Throwable {
    try (Appender appender = directory.append(name(name))) {
      appender.write(bytes(length, 'o'));
      assertThat(now(appender.sync())).isEqualTo(length);
    }
  }

  Object inode(String name) throws IOException {
    return Files.getAttribute(root.resolve(name), "unix:ino");
  }

  List<Path> temporary() throws IOException {
    try (Stream<Path> entries = Files.list(root.resolve("~temp"))) {
      return entries.toList();
    }
  }

  void assertPlain(String name, Object formerInode) throws Throwable {
    write(name, 1);
    assertThat(inode(name)).isNotEqualTo(formerInode);
  }

  /** What is new has its name at once; what was a spare only with its first sync. */
  void assertNoSpareFor(String name) throws Throwable {
    try (Appender appender = directory.append(name(name))) {
      assertThat(appender.length()).isZero();
      assertThat(directory.stat(name(name))).isPresent();
    }
  }
}
