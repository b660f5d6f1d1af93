package io.durability.internal.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.errors.CorruptException;
import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.errors.UnsupportedException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bytes of objects in an object store are these, and no damaged one passes for whole. */
final class ObjectGoldenTest {

  private static final Location FILE = Location.of("memory-objects:", "wal/1");

  /** What reads one structure and fails if it does not verify. */
  private interface Decoder {
    void decode(ByteBuffer bytes) throws DurabilityException;
  }

  private static byte[] chunk(ChunkHeader header, String content) {
    ByteBuffer bytes = Bytes.allocate(ChunkHeader.BYTES + content.length());
    bytes.put(ChunkHeader.BYTES, content.getBytes(StandardCharsets.US_ASCII));
    header.stamp(bytes);
    return Golden.array(bytes);
  }

  @Test
  void chunk_isGolden() throws Exception {
    ChunkHeader header = new ChunkHeader(Golden.WRITER, Golden.CHECKPOINT, 20, 4096, 7);
    assertThat(chunk(header, "hello, chunk")).isEqualTo(Golden.bytes("objects/chunk"));
    assertThat(ChunkHeader.decodeWhole(Golden.buffer("objects/chunk"), FILE)).isEqualTo(header);
  }

  @Test
  void chunk_empty_isGolden() throws Exception {
    ChunkHeader header = new ChunkHeader(Golden.WRITER, Golden.CHECKPOINT, 0, 0, 0);
    assertThat(chunk(header, "")).isEqualTo(Golden.bytes("objects/chunk-empty"));
    assertThat(ChunkHeader.decodeWhole(Golden.buffer("objects/chunk-empty"), FILE))
        .isEqualTo(header);
  }

  @Test
  void fence_isGolden_andShorterThanAnyChunk() throws Exception {
    Fence fence = new Fence(Golden.CHECKPOINT, 21);
    assertThat(Golden.array(fence.encode())).isEqualTo(Golden.bytes("objects/fence"));
    assertThat(Fence.decode(Golden.buffer("objects/fence"), FILE)).isEqualTo(fence);
    assertThat(Golden.bytes("objects/fence").length)
        .isEqualTo(Fence.BYTES)
        .isLessThan(Golden.bytes("objects/chunk-empty").length);
  }

  @Test
  void wholeFile_isGolden() throws Exception {
    ObjectHeader header = new ObjectHeader(Golden.CHECKPOINT);
    ByteBuffer bytes = Bytes.allocate(ObjectHeader.BYTES + 7);
    header.put(bytes);
    bytes.put("content".getBytes(StandardCharsets.US_ASCII));
    assertThat(Golden.array(bytes.flip())).isEqualTo(Golden.bytes("objects/whole"));
    assertThat(ObjectHeader.decode(Golden.buffer("objects/whole"), FILE)).isEqualTo(header);
  }

  @Test
  void probeMarker_isGolden() {
    assertThat(Golden.array(ProbeMarker.encode())).isEqualTo(Golden.bytes("objects/probe"));
  }

  @Test
  void everyFlip_isFound() throws Exception {
    assertFlipsFound("chunk", Integer.MAX_VALUE, bytes -> ChunkHeader.decodeWhole(bytes, FILE));
    assertFlipsFound("chunk-empty", Integer.MAX_VALUE, b -> ChunkHeader.decodeWhole(b, FILE));
    assertFlipsFound("fence", Integer.MAX_VALUE, bytes -> Fence.decode(bytes, FILE));
    // What a whole file holds is not the layer's to check.
    assertFlipsFound("whole", ObjectHeader.BYTES, bytes -> ObjectHeader.decode(bytes, FILE));
  }

  private static void assertFlipsFound(String name, int end, Decoder decoder) throws Exception {
    byte[] golden = Golden.bytes("objects/" + name);
    decoder.decode(Golden.buffer(golden));
    for (int at = 0; at < Math.min(end, golden.length); at++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] damaged = golden.clone();
        damaged[at] ^= (byte) (1 << bit);
        assertThatThrownBy(() -> decoder.decode(Golden.buffer(damaged)))
            .as("%s, byte %d, bit %d", name, at, bit)
            .isInstanceOf(CorruptException.class);
      }
    }
  }

  @Test
  void everyCut_isFound() {
    assertCutsFound("chunk", Integer.MAX_VALUE, bytes -> ChunkHeader.decodeWhole(bytes, FILE));
    assertCutsFound("fence", Integer.MAX_VALUE, bytes -> Fence.decode(bytes, FILE));
    assertCutsFound("whole", ObjectHeader.BYTES, bytes -> ObjectHeader.decode(bytes, FILE));
  }

  private static void assertCutsFound(String name, int end, Decoder decoder) {
    byte[] golden = Golden.bytes("objects/" + name);
    for (int length = 0; length < Math.min(end, golden.length); length++) {
      ByteBuffer cut = Golden.buffer(Arrays.copyOf(golden, length));
      assertThatThrownBy(() -> decoder.decode(cut))
          .as("%s, length %d", name, length)
          .isInstanceOf(CorruptException.class);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "-1, 0, 0",
    "10000000000, 0, 0",
    "5, -1, 0",
    "5, 0, -1",
    "5, 0, 6",
  })
  void chunk_whoseNumbersCannotBe_isCorrupt_thoughItVerifies(
      long index, long offset, long watermark) {
    ChunkHeader header =
        new ChunkHeader(Golden.WRITER, Golden.CHECKPOINT, index, offset, watermark);
    assertThatThrownBy(() -> ChunkHeader.decode(Golden.buffer(chunk(header, "x")), FILE))
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("out of range");
  }

  @Test
  void newerVersion_isUnsupported() {
    ByteBuffer newer = Golden.buffer("objects/fence");
    newer.putShort(8, (short) 2);
    newer.putInt(12, Bytes.crc(newer, 0, 12));
    assertThatThrownBy(() -> Fence.decode(newer, FILE)).isInstanceOf(UnsupportedException.class);
  }
}
