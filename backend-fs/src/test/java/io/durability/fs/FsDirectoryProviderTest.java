package io.durability.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.errors.DurabilityException;
import io.durability.errors.UnsupportedException;
import io.durability.storage.Directories;
import io.durability.storage.Directory;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FsDirectoryProviderTest {

  @Test
  void open_byServiceLoader_namesItselfByUri(@TempDir Path base) throws DurabilityException {
    Path root = base.resolve("with space");
    try (Directory directory = Directories.open(root.toUri())) {
      assertThat(directory).isInstanceOf(FsDirectory.class);
      assertThat(URI.create(directory.toString()).getPath()).isEqualTo(root.toString());
      assertThat(directory.toString()).startsWith("file:///").contains("with%20space");
    }
    assertThat(root).as("opening and closing creates nothing").doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "file://host/data,host host",
    "file://user:secret@host/data,host host",
    "file:///data?sync=false,a query",
    "file:///data#part,a fragment",
    "file:data,a relative path",
    "s3://bucket/data,scheme s3",
  })
  void open_malformedUri_saysExpectedAndFound(String uri, String found) {
    assertThatThrownBy(() -> new FsDirectoryProvider().open(URI.create(uri), Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected=file:///absolute/path")
        .hasMessageContaining("found=" + found)
        .hasMessageNotContaining("secret");
  }

  @Test
  void open_unknownOption_listsTheKnownOnes() {
    assertThatThrownBy(
            () -> new FsDirectoryProvider().open(URI.create("file:///x"), Map.of("fsync", "no")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected=allowNetworkFileSystem or spareFiles")
        .hasMessageContaining("found=[fsync]");
  }

  @Test
  void open_malformedFlag_isRefused() {
    Map<String, String> options = Map.of("allowNetworkFileSystem", "yes");
    assertThatThrownBy(() -> new FsDirectoryProvider().open(URI.create("file:///x"), options))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected=true or false, found=yes");
  }

  @Test
  void open_relativePath_isTakenFromTheWorkingFolder() throws DurabilityException {
    try (FsDirectory directory = FsDirectory.open(Path.of("some-log"))) {
      assertThat(directory.toString())
          .isEqualTo("file://" + Path.of("").toAbsolutePath() + "/some-log");
    }
    assertThat(Files.exists(Path.of("some-log"))).isFalse();
  }

  @Test
  void open_fileSystemWithoutInodes_isUnsupported(@TempDir Path base) throws IOException {
    Path archive = base.resolve("archive.zip");
    try (FileSystem zip = FileSystems.newFileSystem(archive, Map.of("create", "true"))) {
      assertThatThrownBy(() -> FsDirectory.open(zip.getPath("/data")))
          .isInstanceOf(UnsupportedException.class)
          .hasMessageContaining("without inodes");
    }
  }
}
