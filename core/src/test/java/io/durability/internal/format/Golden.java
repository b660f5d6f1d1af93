package io.durability.internal.format;

import io.durability.errors.Location;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/** The golden files, and the values that are in them. */
final class Golden {

  static final Location FILE = Location.of("memory:golden", "wal/00000000000000000007.wal");

  static final UUID LOG = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");
  static final UUID WRITER = UUID.fromString("0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0");
  static final UUID CHECKPOINT = UUID.fromString("01234567-89ab-cdef-fedc-ba9876543210");

  static final CheckpointRef NEWER =
      new CheckpointRef(
          "checkpoints/00000000000000000900-0f1e2d3c4b5a69788796a5b4c3d2e1f0-0123456789abcdef.ckpt",
          900,
          1_234_567,
          0xCAFEBABE);
  static final CheckpointRef OLDER = new CheckpointRef("base", 450, 96, 0x00C0FFEE);

  private Golden() {}

  /** The header of a log's first segment. */
  static SegmentHeader first(int alignment) {
    return new SegmentHeader(LOG, 1, WRITER, 1, alignment, 16 << 20, 0, 0, List.of());
  }

  /** The header of a segment with a predecessor and two checkpoints. */
  static SegmentHeader next(int alignment) {
    return new SegmentHeader(
        LOG, 7, WRITER, 1001, alignment, 1 << 30, 5, 123_456, List.of(NEWER, OLDER));
  }

  /** Frames of the segment that the golden frames are of. */
  static Frames frames() {
    return new Frames(next(4096));
  }

  /** Reads a golden file and checks that its offsets agree with its bytes. */
  static byte[] bytes(String name) {
    StringBuilder hex = new StringBuilder();
    for (String line : text(name).lines().toList()) {
      if (!line.startsWith("#")) {
        String[] columns = line.split(" {2,}", 3);
        if (Integer.parseInt(columns[0], 16) != hex.length() / 2) {
          throw new IllegalStateException(name + ": wrong offset in " + line);
        }
        hex.append(digits(columns[1]));
      }
    }
    return HexFormat.of().parseHex(hex);
  }

  /** Reads a golden file into a buffer in the order of the format. */
  static ByteBuffer buffer(String name) {
    return buffer(bytes(name));
  }

  static ByteBuffer buffer(byte[] bytes) {
    return Bytes.allocate(bytes.length).put(bytes).flip();
  }

  /** Copies what is from position to limit. */
  static byte[] array(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  private static String digits(String column) {
    return column.startsWith("00*")
        ? "00".repeat(Integer.parseInt(column.substring(3)))
        : column.replace(" ", "");
  }

  private static String text(String name) {
    try (InputStream file = Golden.class.getResourceAsStream("/golden/" + name + ".hex")) {
      if (file == null) {
        throw new IllegalArgumentException("no golden file " + name);
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
