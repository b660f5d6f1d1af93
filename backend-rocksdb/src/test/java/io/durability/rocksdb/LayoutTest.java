package io.durability.rocksdb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.errors.CorruptException;
import io.durability.errors.UnsupportedException;
import io.durability.storage.Appender;
import io.durability.storage.Condition;
import io.durability.storage.FileName;
import io.durability.testkit.host.TempDirInMemory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The keys and values, byte by byte: a database outlives the program that wrote it. */
final class LayoutTest {

  private static final HexFormat HEX = HexFormat.of();

  @TempDir(factory = TempDirInMemory.class)
  Path place;

  private Map<String, String> content() throws Exception {
    Map<String, String> found = new TreeMap<>();
    try (OpenedDatabase opened = new OpenedDatabase(place);
        var entries = opened.database.newIterator(opened.family)) {
      for (entries.seekToFirst(); entries.isValid(); entries.next()) {
        found.put(HEX.formatHex(entries.key()), HEX.formatHex(entries.value()));
      }
    }
    return found;
  }

  private void put(byte[] key, byte[] value) throws Exception {
    try (OpenedDatabase opened = new OpenedDatabase(place)) {
      opened.database.put(opened.family, key, value);
    }
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(UTF_8));
  }

  private RocksDirectory open() throws Exception {
    return RocksDirectory.open(place, Map.of("columnFamily", "log"));
  }

  @Test
  void layoutOne_golden() throws Exception {
    try (RocksDirectory directory = open()) {
      directory.write(FileName.of("a"), bytes("abc"), Condition.none());
      Appender appender = directory.append(FileName.of("b/1"));
      for (String part : List.of("de", "f")) {
        appender.write(bytes(part));
        assertThat(appender.sync().get()).isPositive();
      }
      directory.append(FileName.of("c"));
      directory.seal(FileName.of("c"));
    }
    assertThat(content())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                // 'i': version 1, next unused id 1 + 65,536
                "69",
                "01" + "0000000000010001",
                // 'n' name: kind, file id, version, length
                "6e" + "61",
                "77" + "0000000000000001" + "0000000000000002" + "0000000000000003",
                "6e" + "622f31",
                "61" + "0000000000000003" + "0000000000000004" + "0000000000000003",
                "6e" + "63",
                "73" + "0000000000000005" + "0000000000000006" + "0000000000000000",
                // 'c' file id, offset: bytes
                "63" + "0000000000000001" + "0000000000000000",
                "616263",
                "63" + "0000000000000003" + "0000000000000000",
                "6465",
                "63" + "0000000000000003" + "0000000000000002",
                "66"));
  }

  @Test
  void layoutOfALaterVersion_isUnsupported_andNamesBoth() throws Exception {
    put(Keys.LAYOUT, new byte[] {2, 0, 0, 0, 0, 0, 0, 0, 9});
    try (RocksDirectory directory = open()) {
      assertThatThrownBy(() -> directory.list(""))
          .isInstanceOf(UnsupportedException.class)
          .hasMessageContaining("expected=1, found=2");
    }
  }

  @Test
  void layoutMalformed_isCorrupt() throws Exception {
    put(Keys.LAYOUT, new byte[] {1, 0});
    try (RocksDirectory directory = open()) {
      assertThatThrownBy(() -> directory.list("")).isInstanceOf(CorruptException.class);
    }
  }

  @Test
  void metadataMalformed_isCorrupt_andNamesTheFile() throws Exception {
    try (RocksDirectory directory = open()) {
      directory.write(FileName.of("a"), bytes("abc"), Condition.none());
    }
    put(Keys.name("a"), new byte[] {'w', 1});
    try (RocksDirectory directory = open()) {
      assertThatThrownBy(() -> directory.stat(FileName.of("a")))
          .isInstanceOf(CorruptException.class)
          .hasMessageContaining("file=a");
    }
  }

  @Test
  void chunkMissing_isCorrupt_andNamesFileAndOffset() throws Exception {
    try (RocksDirectory directory = open()) {
      directory.write(FileName.of("a"), ByteBuffer.allocate(200_000), Condition.none());
    }
    try (OpenedDatabase opened = new OpenedDatabase(place)) {
      opened.database.delete(opened.family, Keys.chunk(1, Chunks.BYTES_MAX));
    }
    try (RocksDirectory directory = open();
        var reader = directory.open(FileName.of("a"))) {
      reader.read(0, ByteBuffer.allocate(Chunks.BYTES_MAX));
      assertThatThrownBy(() -> reader.read(1_000, ByteBuffer.allocate(100_000)))
          .isInstanceOf(CorruptException.class)
          .hasMessageContaining("chunk missing or short [file=a, offset=1000");
    }
  }
}
