package io.durability.internal.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.durability.errors.CorruptException;
import io.durability.errors.UnsupportedException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A segment header is accepted only as it was written. */
final class SegmentHeaderTest {

  private static final byte[] FIRST = Golden.bytes("header-first-8");
  private static final byte[] NEXT = Golden.bytes("header-next-8");

  private static final int H = 16;
  private static final int SEGMENT = 40;
  private static final int FIRST_ID = 64;
  private static final int ALIGNMENT = 72;
  private static final int MAX = 76;
  private static final int PREDECESSOR = 80;
  private static final int PREDECESSOR_END = 88;
  private static final int PREVIOUS_ID = 96;
  private static final int COUNT = 104;

  @ParameterizedTest
  @ValueSource(ints = {8, 16, 512, 4096, 65_536})
  void encodedBytes_anyAlignment_isTheNextMultiple(int alignment) throws Exception {
    SegmentHeader header = Golden.next(alignment);
    assertThat(header.encodedBytes()).isEqualTo(Math.max(256, alignment));
    assertThat(header.encode().remaining()).isEqualTo(header.encodedBytes());
    assertThat(SegmentHeader.decode(header.encode(), Golden.FILE)).isEqualTo(header);
  }

  @Test
  void decode_mostCheckpointsWithLongestNames_isTheSame() throws Exception {
    List<CheckpointRef> longest =
        IntStream.range(0, 16)
            .mapToObj(i -> new CheckpointRef("n".repeat(1024), 16 - i, 6, 7))
            .toList();
    SegmentHeader header =
        new SegmentHeader(
            Golden.LOG,
            Long.MAX_VALUE,
            Golden.WRITER,
            Long.MAX_VALUE,
            8,
            1,
            Long.MAX_VALUE - 1,
            Long.MAX_VALUE - 7,
            longest);
    assertThat(header.encodedBytes()).isEqualTo(112 + 16 * 1048);
    assertThat(SegmentHeader.decode(header.encode(), Golden.FILE)).isEqualTo(header);
  }

  @Test
  void encode_outOfRange_isRefused() {
    SegmentHeader header =
        new SegmentHeader(Golden.LOG, 7, Golden.WRITER, 1, 8, 1, 7, 112, List.of());
    assertThatThrownBy(header::encode)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("segment header cannot be written [segment=7]")
        .hasRootCauseInstanceOf(CorruptException.class);
  }

  @Test
  void decode_framesBehind_areNotLookedAt() throws Exception {
    byte[] longer = Arrays.copyOf(NEXT, 65_536);
    Arrays.fill(longer, NEXT.length, longer.length, (byte) 0x55);
    assertThat(decode(longer)).isEqualTo(Golden.next(8));
  }

  @Test
  void checkpoints_listChangedLater_isACopy() {
    List<CheckpointRef> mutable = new ArrayList<>(List.of(Golden.OLDER));
    SegmentHeader header = new SegmentHeader(Golden.LOG, 1, Golden.WRITER, 1, 8, 1, 0, 0, mutable);
    mutable.clear();
    assertThat(header.checkpoints()).containsExactly(Golden.OLDER);
    assertThat(header.previousId()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"header-first-8", "header-next-8", "header-next-4096"})
  void decode_everyBitFlipped_corrupt(String name) {
    Damage.assertEveryFlipCorrupt(
        Golden.bytes(name), source -> SegmentHeader.decode(source, Golden.FILE));
  }

  @Test
  void decode_everyBitFlippedWithBytesBehind_corrupt() {
    // With bytes behind it a longer H could be believed.
    Damage.assertEveryFlipCorrupt(
        NEXT,
        source -> {
          byte[] longer = Arrays.copyOf(Golden.array(source), 65_536);
          return decode(longer);
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"header-first-8", "header-next-8", "header-next-4096"})
  void decode_everyLength_corrupt(String name) {
    Damage.assertEveryCutCorrupt(
        Golden.bytes(name), source -> SegmentHeader.decode(source, Golden.FILE));
  }

  @Test
  @Tag("fault-42")
  void decode_versionAboveKnown_unsupported() {
    byte[] newer = Damage.sealPrelude(Damage.with(NEXT, 8, 2));
    assertThatThrownBy(() -> decode(newer)).isExactlyInstanceOf(UnsupportedException.class);
    // Whatever a newer version has behind the prelude, even nothing.
    assertThatThrownBy(() -> decode(Arrays.copyOf(newer, 16)))
        .isExactlyInstanceOf(UnsupportedException.class);
  }

  @Test
  void decode_versionDamaged_corrupt() {
    assertThatThrownBy(() -> decode(Damage.with(NEXT, 8, 2)))
        .isExactlyInstanceOf(CorruptException.class);
  }

  @Test
  void decode_shorterThanFixedPart_saysSo() {
    assertThatThrownBy(() -> decode(Arrays.copyOf(FIRST, 111)))
        .isExactlyInstanceOf(CorruptException.class)
        .hasMessageStartingWith("segment header too short, expected=112, found=111");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 111, 113, 65_537, Integer.MAX_VALUE, Integer.MIN_VALUE, -1})
  void decode_lengthBeyondTheSource_corrupt(int length) {
    assertThatThrownBy(() -> decode(Damage.withInt(FIRST, H, length)))
        .isExactlyInstanceOf(CorruptException.class)
        .hasMessageStartingWith(
            "segment header length out of range, expected=112 to 112, found=" + length)
        .hasMessageContaining("offset=16");
  }

  @Test
  void decode_lengthAboveTheLimit_corrupt() {
    byte[] longer = Arrays.copyOf(Damage.withInt(FIRST, H, 65_544), 70_000);
    assertThatThrownBy(() -> decode(Damage.sealSegmentHeader(longer)))
        .isExactlyInstanceOf(CorruptException.class)
        .hasMessageStartingWith(
            "segment header length out of range, expected=112 to 65536, found=65544");
  }

  @ParameterizedTest
  @ValueSource(ints = {113, 119, 120, 4096, 65_536})
  void decode_lengthLongerThanNeeded_corrupt(int length) {
    byte[] longer = Arrays.copyOf(Damage.withInt(FIRST, H, length), 65_536);
    assertThatThrownBy(() -> decode(Damage.sealSegmentHeader(longer)))
        .isExactlyInstanceOf(CorruptException.class)
        .hasMessageStartingWith("segment header length, expected=112, found=" + length);
  }

  @Test
  void decode_checksum_saysExpectedAndFound() {
    int good = Golden.buffer(FIRST).getInt(20);
    assertThatThrownBy(() -> decode(Damage.withInt(FIRST, 20, 0x12)))
        .isExactlyInstanceOf(CorruptException.class)
        .hasMessageStartingWith(
            "segment header checksum mismatch, expected=0x"
                + Integer.toHexString(good)
                + ", found=0x12")
        .hasMessageContaining("offset=20");
  }

  static Stream<Arguments> outOfRange() {
    return Stream.of(
        range(Damage.withLong(NEXT, SEGMENT, 0), "segment number, expected=>= 1, found=0"),
        range(Damage.withLong(NEXT, SEGMENT, -1), "segment number, expected=>= 1, found=-1"),
        range(Damage.withLong(NEXT, FIRST_ID, 0), "first entry id, expected=>= 1, found=0"),
        range(
            Damage.withLong(NEXT, FIRST_ID, Long.MIN_VALUE),
            "first entry id, expected=>= 1, found=-9223372036854775808"),
        range(Damage.withInt(NEXT, ALIGNMENT, 0), "alignment, expected=a power of two"),
        range(Damage.withInt(NEXT, ALIGNMENT, 4), "alignment, expected=a power of two"),
        range(Damage.withInt(NEXT, ALIGNMENT, 24), "alignment, expected=a power of two"),
        range(Damage.withInt(NEXT, ALIGNMENT, 131_072), "found=131072"),
        range(Damage.withInt(NEXT, ALIGNMENT, Integer.MIN_VALUE), "found=-2147483648"),
        range(Damage.withInt(NEXT, MAX, 0), "payload limit, expected=1 to 1073741824, found=0"),
        range(Damage.withInt(NEXT, MAX, -1), "payload limit"),
        range(Damage.withInt(NEXT, MAX, (1 << 30) + 1), "found=1073741825"),
        range(Damage.withLong(NEXT, PREDECESSOR, -1), "predecessor, expected=0 to 6, found=-1"),
        range(Damage.withLong(NEXT, PREDECESSOR, 7), "predecessor, expected=0 to 6, found=7"),
        range(
            Damage.withLong(NEXT, PREDECESSOR_END, -8),
            "predecessor end, expected=a multiple of 8 from 112, found=-8"),
        range(Damage.withLong(NEXT, PREDECESSOR_END, 104), "found=104"),
        range(Damage.withLong(NEXT, PREDECESSOR_END, 1234), "found=1234"),
        range(Damage.withLong(NEXT, PREDECESSOR, 0), "predecessor end without one, expected=0"),
        range(
            Damage.withLong(Damage.withLong(NEXT, PREDECESSOR, 0), PREDECESSOR_END, 0),
            "first entry id without predecessor, expected=1, found=1001"),
        range(
            Damage.withLong(NEXT, 112, 1001), "checkpoint's last id, expected=< 1001, found=1001"),
        range(Damage.withLong(NEXT, 112, 450), "checkpoint's last id, expected=< 450, found=450"),
        range(
            Damage.withLong(NEXT, PREVIOUS_ID, 999),
            "predecessor's last id, expected=1000, found=999"),
        range(
            Damage.withLong(NEXT, FIRST_ID, 1002),
            "predecessor's last id, expected=1001, found=1000"),
        range(Damage.with(NEXT, COUNT, 17), "checkpoint count, expected=<= 16, found=17"),
        range(Damage.withInt(NEXT, COUNT, 0xFFFF), "checkpoint count, expected=<= 16, found=65535"),
        range(Damage.with(NEXT, 106, 1), "reserved bytes, expected=0, found=1"),
        range(Damage.with(NEXT, 107, 0x80), "reserved bytes, expected=0"),
        range(Damage.with(NEXT, 108, 1), "reserved bytes, expected=0, found=1"),
        range(Damage.with(NEXT, 111, 0x80), "reserved bytes, expected=0"),
        range(Damage.with(NEXT, COUNT, 3), "checkpoint reference too short"),
        range(Damage.with(NEXT, COUNT, 1), "header padding, expected=zeros, found=a byte at 224"),
        range(Damage.with(NEXT, 255, 1), "checkpoint reference padding"),
        range(Damage.with(Golden.bytes("header-next-4096"), 4095, 1), "found=a byte at 4095"),
        range(Damage.with(Golden.bytes("header-first-4096"), 112, 1), "found=a byte at 112"),
        range(Damage.withInt(NEXT, ALIGNMENT, 512), "header length, expected=512, found=256"));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("outOfRange")
  void decode_outOfRangeWithGoodChecksum_corrupt(byte[] bad, String message) {
    assertThatThrownBy(() -> decode(Damage.sealSegmentHeader(bad)))
        .isExactlyInstanceOf(CorruptException.class)
        .hasMessageContaining(message)
        .hasMessageContaining("offset=");
  }

  @Test
  void decode_randomBytesWithGoodChecksum_isCanonicalOrCorrupt() {
    long seed = 20_251;
    Random random = new Random(seed);
    int accepted = 0;
    for (int i = 0; i < 50_000; i++) {
      byte[] bytes = NEXT.clone();
      for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
        bytes[24 + random.nextInt(bytes.length - 24)] = (byte) random.nextInt();
      }
      byte[] sealed = Damage.sealSegmentHeader(bytes);
      SegmentHeader[] header = new SegmentHeader[1];
      Throwable thrown = catchThrowable(() -> header[0] = decode(sealed));
      if (thrown == null) {
        // Nothing is read that would be written otherwise: no two encodings of one header.
        assertThat(Golden.array(header[0].encode())).as("seed %d, %d", seed, i).isEqualTo(sealed);
        accepted++;
      } else {
        assertThat(thrown).as("seed %d, %d", seed, i).isExactlyInstanceOf(CorruptException.class);
      }
    }
    assertThat(accepted).isBetween(5_000, 45_000);
  }

  private static Arguments range(byte[] bad, String message) {
    return Arguments.of(bad, message);
  }

  private static SegmentHeader decode(byte[] bytes) throws Exception {
    ByteBuffer source = Golden.buffer(bytes);
    return SegmentHeader.decode(source, Golden.FILE);
  }
}
