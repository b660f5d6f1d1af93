package io.durability.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.storage.Directories;
import io.durability.storage.Directory;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RocksDirectoryProviderTest {

  private static final URI PLACE = URI.create("rocksdb:///x");

  @Test
  void open_byServiceLoader_namesItselfByUri(@TempDir Path base) throws Exception {
    Path root = base.resolve("with space");
    URI uri = new URI("rocksdb", "", root.toString(), null);
    try (Directory directory = Directories.open(uri)) {
      assertThat(directory).isInstanceOf(RocksDirectory.class);
      assertThat(directory.toString()).startsWith("rocksdb:///").contains("with%20space");
      assertThat(URI.create(directory.toString()).getPath()).isEqualTo(root.toString());
    }
    assertThat(root).as("opening and closing creates nothing").doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "rocksdb://host/data,host host",
    "rocksdb://user:secret@host/data,host host",
    "rocksdb:///data?sync=false,a query",
    "rocksdb:///data#part,a fragment",
    "rocksdb:data,a relative path",
    "s3://bucket/data,scheme s3",
  })
  void open_malformedUri_saysExpectedAndFound(String uri, String found) {
    assertThatThrownBy(() -> new RocksDirectoryProvider().open(URI.create(uri), Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected=rocksdb:///absolute/path")
        .hasMessageContaining("found=" + found)
        .hasMessageNotContaining("secret");
  }

  @Test
  void open_unknownOption_listsTheKnownOnes() {
    assertThatThrownBy(() -> new RocksDirectoryProvider().open(PLACE, Map.of("fsync", "no")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected=[columnFamily, reclaimBytes, writeBufferBytes]")
        .hasMessageContaining("found=[fsync]");
  }

  @ParameterizedTest
  @CsvSource({
    "columnFamily,default",
    "columnFamily,a/b",
    "columnFamily,''",
    "writeBufferBytes,65535",
    "writeBufferBytes,16MB",
    "writeBufferBytes,1073741825",
    "reclaimBytes,-1",
    "reclaimBytes,99999999999999999999",
  })
  void open_malformedOption_isRefused(String name, String value) {
    assertThatThrownBy(() -> new RocksDirectoryProvider().open(PLACE, Map.of(name, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("option malformed [" + name + ", expected=");
  }
}
