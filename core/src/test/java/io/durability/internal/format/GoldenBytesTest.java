package io.durability.internal.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The bytes of format 1 are these, and are read as these values. */
final class GoldenBytesTest {

  private static final List<String> PRELUDES = List.of("prelude-segment", "prelude-checkpoint");

  static Stream<Arguments> headers() {
    return Stream.of(
        Arguments.of("header-first-8", Golden.first(8)),
        Arguments.of("header-first-4096", Golden.first(4096)),
        Arguments.of("header-next-8", Golden.next(8)),
        Arguments.of("header-next-4096", Golden.next(4096)));
  }

  /** A frame, its payload one character a byte, where it was handed over, what was durable then. */
  record Frame(
      String name, int kind, int flags, long id, String payload, long offset, long durable) {}

  static Stream<Frame> frames() {
    return Stream.of(
        new Frame("frame-entry", 1, 1, 1001, "hello, log", 4096, 4096),
        new Frame("frame-empty", 1, 1, 1002, "", 8192, 4096),
        new Frame("frame-marker", 2, 1, 1003, reference(), 12_288, 8192),
        new Frame("frame-watermark", 3, 1, 1003, "", 16_384, 16_384),
        new Frame("frame-closed", 3, 3, 1003, "", 20_480, 20_480),
        new Frame("frame-unproven", 1, 1, 1007, "far", (1L << 32) + 12_288, 4096));
  }

  @Test
  void golden_everyFile_isTested() throws Exception {
    Stream<String> tested =
        Stream.of(
                PRELUDES.stream(),
                headers().map(arguments -> (String) arguments.get()[0]),
                frames().map(Frame::name),
                Stream.of("batch-of-three", "checkpoint"))
            .flatMap(names -> names);
    assertThat(filesInGoldenFolder())
        .containsExactlyInAnyOrderElementsOf(tested.map(name -> name + ".hex").toList());
  }

  @Test
  void prelude_encoded_isGolden() throws Exception {
    assertPrelude(Prelude.SEGMENT, "prelude-segment");
    assertPrelude(Prelude.CHECKPOINT, "prelude-checkpoint");
  }

  @ParameterizedTest
  @MethodSource("headers")
  void segmentHeader_encoded_isGolden(String name, SegmentHeader header) {
    assertThat(Golden.array(header.encode())).isEqualTo(Golden.bytes(name));
  }

  @ParameterizedTest
  @Tag("fault-77")
  @MethodSource("headers")
  void segmentHeader_golden_isDecoded(String name, SegmentHeader header) throws Exception {
    assertThat(SegmentHeader.decode(Golden.buffer(name), Golden.FILE)).isEqualTo(header);
  }

  @ParameterizedTest
  @MethodSource("frames")
  void frame_encoded_isGolden(Frame frame) {
    ByteBuffer batch = Bytes.allocate(1024);
    put(batch, frame.kind, frame.flags, frame.id, bytes(frame.payload));
    Golden.frames().stamp(batch, frame.offset, frame.durable);
    assertThat(Golden.array(batch.flip())).isEqualTo(Golden.bytes(frame.name));
  }

  @ParameterizedTest
  @Tag("fault-77")
  @MethodSource("frames")
  void frame_golden_isDecoded(Frame frame) {
    ByteBuffer golden = Golden.buffer(frame.name);
    Frames frames = Golden.frames();
    assertThat(frames.verifyHeader(golden, 0, frame.offset)).isTrue();
    assertThat(frames.verifyPayload(golden, 0)).isTrue();
    assertThat(Frames.length(golden, 0)).isEqualTo(32 + frame.payload.length());
    assertThat(Frames.framedBytes(frame.payload.length())).isEqualTo(golden.limit());
    assertThat(Frames.kind(golden, 0)).isEqualTo((byte) frame.kind);
    assertThat(Frames.flags(golden, 0)).isEqualTo((byte) frame.flags);
    assertThat(Frames.entryId(golden, 0)).isEqualTo(frame.id);
    assertThat(payload(golden, 0)).isEqualTo(bytes(frame.payload));
    assertThat(Frames.durableLength(golden, 0, frame.offset))
        .isEqualTo(frame.name.equals("frame-unproven") ? Frames.UNPROVEN : frame.durable);
  }

  @Test
  void marker_goldenPayload_isTheReference() throws Exception {
    ByteBuffer golden = Golden.buffer("frame-marker").position(Frames.HEADER_BYTES);
    assertThat(CheckpointRef.decode(golden, Golden.FILE)).isEqualTo(Golden.NEWER);
    // The name has 87 bytes: the reference's own zero makes it a multiple of 8, the frame adds
    // none.
    assertThat(golden.hasRemaining()).isFalse();
  }

  @Test
  void batch_ofThree_isGolden() {
    ByteBuffer batch = Bytes.allocate(1024);
    put(batch, FrameKind.ENTRY, 0, 1004, bytes("a"));
    put(batch, FrameKind.ENTRY, 0, 1005, bytes(""));
    put(batch, FrameKind.ENTRY, Frames.LAST, 1006, bytes("12345678"));
    Golden.frames().stamp(batch, 24_576, 20_480);
    assertThat(Golden.array(batch.flip())).isEqualTo(Golden.bytes("batch-of-three"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 8, 4096})
  void batch_golden_isWalkedWherever(int at) {
    byte[] golden = Golden.bytes("batch-of-three");
    ByteBuffer bytes = Bytes.allocate(at + golden.length).put(at, golden);
    Frames frames = Golden.frames();
    int[] starts = {0, 40, 72};
    String[] payloads = {"a", "", "12345678"};
    for (int i = 0; i < starts.length; i++) {
      int index = at + starts[i];
      assertThat(frames.verifyHeader(bytes, index, 24_576 + starts[i])).isTrue();
      assertThat(frames.verifyPayload(bytes, index)).isTrue();
      assertThat(Frames.entryId(bytes, index)).isEqualTo(1004 + i);
      assertThat(Frames.flags(bytes, index)).isEqualTo(i < 2 ? 0 : Frames.LAST);
      assertThat(payload(bytes, index)).isEqualTo(bytes(payloads[i]));
      // One hand-over, one watermark: each frame's distance is from its own place.
      assertThat(Frames.durableLength(bytes, index, 24_576 + starts[i])).isEqualTo(20_480);
    }
  }

  @Test
  void checkpoint_encoded_isGolden() {
    CheckpointFormat.Header header =
        new CheckpointFormat.Header(Golden.LOG, 900, Golden.CHECKPOINT, 16);
    ByteBuffer file = Bytes.allocate(1024).put(header.encode());
    putBlock(file, 0, "sixteen bytes ab");
    putBlock(file, 1, "five!");
    CRC32C crc = CheckpointFormat.beginFileCrc(file);
    Bytes.update(crc, file, CheckpointFormat.HEADER_BYTES, file.position());
    file.put(CheckpointFormat.Footer.encode(2, 21, crc));
    assertThat(Golden.array(file.flip())).isEqualTo(Golden.bytes("checkpoint"));
  }

  @Test
  void checkpoint_golden_isDecoded() throws Exception {
    ByteBuffer golden = Golden.buffer("checkpoint");
    ByteBuffer head = Golden.buffer("checkpoint").limit(CheckpointFormat.HEADER_BYTES);
    assertThat(CheckpointFormat.Header.decode(head, Golden.FILE))
        .isEqualTo(new CheckpointFormat.Header(Golden.LOG, 900, Golden.CHECKPOINT, 16));
    int at = CheckpointFormat.HEADER_BYTES;
    String[] blocks = {"sixteen bytes ab", "five!"};
    for (int i = 0; i < blocks.length; i++) {
      int length = golden.getInt(at);
      int from = at + CheckpointFormat.BLOCK_HEADER_BYTES;
      ByteBuffer payload = golden.slice(from, length);
      assertThat(Golden.array(payload)).isEqualTo(bytes(blocks[i]));
      assertThat(CheckpointFormat.blockCrc(Golden.CHECKPOINT, i, payload))
          .isEqualTo(golden.getInt(at + Integer.BYTES));
      at = from + length;
    }
    CRC32C crc = CheckpointFormat.beginFileCrc(golden);
    int begin = CheckpointFormat.HEADER_BYTES;
    crc.update(Golden.bytes("checkpoint"), begin, at - begin);
    CheckpointFormat.Footer footer =
        CheckpointFormat.Footer.decode(golden.position(at), crc, Golden.FILE, at);
    assertThat(footer).isEqualTo(new CheckpointFormat.Footer(2, 21, (int) crc.getValue()));
  }

  private static void assertPrelude(long magic, String name) throws Exception {
    ByteBuffer encoded = Bytes.allocate(Prelude.BYTES);
    Prelude.put(encoded, magic);
    assertThat(Golden.array(encoded.flip())).isEqualTo(Golden.bytes(name));
    ByteBuffer golden = Golden.buffer(name);
    Prelude.check(golden, magic, Golden.FILE);
    assertThat(golden.hasRemaining()).isFalse();
  }

  private static void put(ByteBuffer batch, int kind, int flags, long id, byte[] payload) {
    Frames.put(batch, (byte) kind, (byte) flags, id, ByteBuffer.wrap(payload), new CRC32C());
  }

  private static void putBlock(ByteBuffer file, long index, String payload) {
    ByteBuffer bytes = ByteBuffer.wrap(bytes(payload));
    file.putInt(bytes.remaining());
    file.putInt(CheckpointFormat.blockCrc(Golden.CHECKPOINT, index, bytes));
    file.put(bytes);
  }

  private static byte[] payload(ByteBuffer frames, int at) {
    return Golden.array(frames.slice(at + Frames.HEADER_BYTES, Frames.payloadBytes(frames, at)));
  }

  private static String reference() {
    ByteBuffer payload = Bytes.allocate(Golden.NEWER.encodedBytes());
    Golden.NEWER.encode(payload);
    return new String(Golden.array(payload.flip()), StandardCharsets.ISO_8859_1);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static List<String> filesInGoldenFolder() throws Exception {
    try (Stream<Path> files = Files.list(goldenFolder())) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".hex"))
          .toList();
    }
  }

  private static Path goldenFolder() throws URISyntaxException {
    return Path.of(Objects.requireNonNull(GoldenBytesTest.class.getResource("/golden")).toURI());
  }
}
