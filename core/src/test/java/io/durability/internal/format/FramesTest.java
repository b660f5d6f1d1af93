package io.durability.internal.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A frame verifies only as it was written, where it was written. */
final class FramesTest {

  private static final int H = 4096;
  private static final long AT = 8192;
  private static final int MAX = 100;

  private static final int LENGTH = 0;
  private static final int CRC = 4;
  private static final int ID = 8;
  private static final int WATERMARK = 16;
  private static final int KIND = 20;
  private static final int FLAGS = 21;
  private static final int PAYLOAD_CRC = 24;

  private final Frames frames = new Frames(Golden.LOG, 7, H, MAX);

  @ParameterizedTest
  @CsvSource({"0, 32", "1, 40", "8, 40", "9, 48", "1073741824, 1073741856"})
  void framedBytes_payload_isWithHeaderAndZeros(long payload, long expected) {
    assertThat(Frames.framedBytes(payload)).isEqualTo(expected);
  }

  @Test
  void framedBytes_beyondLong_throwsInsteadOfWrapping() {
    assertThatThrownBy(() -> Frames.framedBytes(Long.MAX_VALUE - 32))
        .isInstanceOf(ArithmeticException.class);
  }

  @Test
  void put_bufferWithOldContent_isTheSame() {
    byte[] content = new byte[48];
    Arrays.fill(content, (byte) 0x55);
    ByteBuffer old = Golden.buffer(content);
    put(old, 1, "payload");
    frames.stamp(old, AT, H);
    assertThat(Golden.array(old.duplicate().flip())).isEqualTo(entry("payload", AT, H));
    assertThat(old.position()).isEqualTo(40);
    assertThat(old.get(40)).as("behind the frame").isEqualTo((byte) 0x55);
  }

  @Test
  void put_partOfABuffer_isThePartAndLeavesIt() {
    ByteBuffer part = ByteBuffer.wrap("a payload!".getBytes(StandardCharsets.US_ASCII));
    part.position(2).limit(9);
    for (ByteBuffer payload : new ByteBuffer[] {part, part.asReadOnlyBuffer(), direct(part)}) {
      ByteBuffer batch = Bytes.allocate(64);
      Frames.put(batch, FrameKind.ENTRY, Frames.LAST, 1, payload, new CRC32C());
      frames.stamp(batch, AT, H);
      assertThat(Golden.array(batch.flip())).isEqualTo(entry("payload", AT, H));
      assertThat(payload.remaining()).isEqualTo(7);
    }
  }

  @Test
  void put_noRoom_throws() {
    assertThatThrownBy(() -> put(Bytes.allocate(31), 1, ""))
        .isInstanceOf(BufferOverflowException.class);
  }

  @Test
  void stamp_nothing_changesNothing() {
    ByteBuffer batch = Bytes.allocate(64);
    frames.stamp(batch, AT, H);
    assertThat(Golden.array(batch)).isEqualTo(new byte[64]);
  }

  @Test
  void stamp_again_replacesTheFirst() {
    ByteBuffer batch = Bytes.allocate(64);
    put(batch, 1, "payload");
    frames.stamp(batch, H, H);
    frames.stamp(batch, AT, H);
    assertThat(Golden.array(batch.flip())).isEqualTo(entry("payload", AT, H));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 4096, 0x7FFFFFFFL, 0x80000000L, 0xFFFFFFFEL})
  void watermark_distanceFits_provesTheLength(long distance) {
    long offset = distance + H;
    ByteBuffer frame = Golden.buffer(entry("x", offset, H));
    assertThat(frame.getInt(WATERMARK)).isEqualTo((int) distance);
    assertThat(frames.verifyHeader(frame, 0, offset)).isTrue();
    assertThat(Frames.durableLength(frame, 0, offset)).isEqualTo(H);
  }

  @ParameterizedTest
  @ValueSource(longs = {0xFFFFFFFFL, 0x100000000L, 0x1FFFFFFFFL, 1L << 40, (1L << 62)})
  void watermark_distanceOverflows_provesNothing(long distance) {
    long offset = distance + H;
    ByteBuffer frame = Golden.buffer(entry("x", offset, H));
    assertThat(frame.getInt(WATERMARK)).isEqualTo(-1);
    assertThat(frames.verifyHeader(frame, 0, offset)).isTrue();
    assertThat(Frames.durableLength(frame, 0, offset)).isEqualTo(Frames.UNPROVEN);
    assertThat(Frames.UNPROVEN).isNegative();
  }

  @Test
  void watermark_overflowWithinABatch_isForEachFrame() {
    long offset = H + 0xFFFFFFFFL - 32;
    ByteBuffer batch = Bytes.allocate(64);
    put(batch, 1, "");
    put(batch, 2, "");
    frames.stamp(batch, offset, H);
    assertThat(Frames.durableLength(batch, 0, offset)).isEqualTo(H);
    assertThat(Frames.durableLength(batch, 32, offset + 32)).isEqualTo(Frames.UNPROVEN);
    assertThat(frames.verifyHeader(batch, 0, offset)).isTrue();
    assertThat(frames.verifyHeader(batch, 32, offset + 32)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(longs = {H - 1, H - 8, 1, 0, -1, -2, -4096})
  void verifyHeader_durableBelowTheHeader_isRejected(long durable) {
    byte[] bad = resealed(withInt(entry("x", AT, H), WATERMARK, (int) (AT - durable)));
    assertThat(verifies(bad)).isFalse();
  }

  @Test
  void verifyHeader_everyBitFlipped_isRejected() {
    byte[] good = entry("payload", AT, H);
    assertThat(verifies(good)).isTrue();
    for (int bit = 0; bit < Frames.HEADER_BYTES * Byte.SIZE; bit++) {
      byte[] bad = good.clone();
      bad[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
      assertThat(verifies(bad)).as("bit %d", bit).isFalse();
    }
  }

  @Test
  @Tag("fault-19")
  void verifyHeader_anotherLogSegmentOrPlace_isRejected() {
    ByteBuffer good = Golden.buffer(entry("payload", AT, H));
    UUID otherLow = new UUID(0x0011223344556677L, 0x8899aabbccddeefeL);
    UUID otherHigh = new UUID(0x8011223344556677L, 0x8899aabbccddeeffL);
    assertThat(new Frames(Golden.LOG, 7, H, MAX).verifyHeader(good, 0, AT)).isTrue();
    assertThat(new Frames(otherLow, 7, H, MAX).verifyHeader(good, 0, AT)).isFalse();
    assertThat(new Frames(otherHigh, 7, H, MAX).verifyHeader(good, 0, AT)).isFalse();
    assertThat(new Frames(Golden.LOG, 6, H, MAX).verifyHeader(good, 0, AT)).isFalse();
    assertThat(new Frames(Golden.LOG, 7 + (1L << 32), H, MAX).verifyHeader(good, 0, AT)).isFalse();
    assertThat(frames.verifyHeader(good, 0, AT + 8)).isFalse();
    assertThat(frames.verifyHeader(good, 0, AT - 8)).isFalse();
    assertThat(frames.verifyHeader(good, 0, AT + (1L << 32))).isFalse();
  }

  @Test
  void verifyHeader_stateOfEarlierCalls_doesNotMatter() {
    ByteBuffer good = Golden.buffer(entry("payload", AT, H));
    ByteBuffer bad = Golden.buffer(withInt(entry("payload", AT, H), CRC, 0));
    assertThat(frames.verifyHeader(bad, 0, AT)).isFalse();
    assertThat(frames.verifyPayload(good, 0)).isTrue();
    assertThat(frames.verifyHeader(good, 0, AT)).isTrue();
  }

  @Test
  void verifyHeader_zeros_isRejected() {
    assertThat(verifies(new byte[64])).isFalse();
    assertThat(verifies(resealed(new byte[64]))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 31, -1, Integer.MIN_VALUE, 32 + MAX + 1, Integer.MAX_VALUE})
  void verifyHeader_entryLengthOutOfRange_isRejected(int length) {
    assertThat(verifies(resealed(withInt(entry("", AT, H), LENGTH, length)))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {32, 33, 32 + MAX})
  void verifyHeader_entryLengthInRange_isAccepted(int length) {
    assertThat(verifies(resealed(withInt(entry("", AT, H), LENGTH, length)))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"31, false", "32, true", "1080, true", "1081, false", "-2147483648, false"})
  void verifyHeader_markerLength_isBoundedByTheLongestReference(int length, boolean accepted) {
    // Not by the segment's payload limit, which may be smaller than a reference.
    byte[] marker = withByte(entry("", AT, H), KIND, FrameKind.MARKER);
    assertThat(verifies(resealed(withInt(marker, LENGTH, length)))).isEqualTo(accepted);
  }

  @ParameterizedTest
  @CsvSource({"31, false", "32, true", "33, false", "-1, false", "-2147483648, false"})
  void verifyHeader_watermarkLength_isAHeaderOnly(int length, boolean accepted) {
    byte[] watermark = withByte(entry("", AT, H), KIND, FrameKind.WATERMARK);
    assertThat(verifies(resealed(withInt(watermark, LENGTH, length)))).isEqualTo(accepted);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, true",
    "1, 0, false",
    "1, -1, false",
    "1, 9223372036854775807, true",
    "2, 1, true",
    "2, 0, false",
    "2, -9223372036854775808, false",
    "3, 1, true",
    "3, 0, true",
    "3, -1, false"
  })
  void verifyHeader_id_isInRangeForItsKind(byte kind, long id, boolean accepted) {
    byte[] frame = withByte(entry("", AT, H), KIND, kind);
    assertThat(verifies(resealed(Damage.withLong(frame, ID, id)))).isEqualTo(accepted);
  }

  @Test
  void verifyHeader_kinds_areThree() {
    for (int kind = 0; kind < 256; kind++) {
      assertThat(verifies(resealed(withByte(entry("", AT, H), KIND, kind))))
          .as("kind %d", kind)
          .isEqualTo(kind >= 1 && kind <= 3);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 0", "2, 1, 1", "3, 3, 1"})
  void verifyHeader_flags_areThoseOfTheKind(int kind, int allowed, int required) {
    byte[] frame = withByte(entry("", AT, H), KIND, kind);
    for (int flags = 0; flags < 256; flags++) {
      assertThat(verifies(resealed(withByte(frame, FLAGS, flags))))
          .as("flags %d", flags)
          .isEqualTo((flags & ~allowed) == 0 && (flags & required) == required);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {22, 23, 28, 29, 30, 31})
  void verifyHeader_reservedNotZero_isRejected(int at) {
    assertThat(verifies(resealed(withByte(entry("x", AT, H), at, 0x80)))).isFalse();
    assertThat(verifies(resealed(withByte(entry("x", AT, H), at, 0)))).isTrue();
  }

  @Test
  void verifyHeader_directBuffer_isTheSame() {
    byte[] good = entry("payload", AT, H);
    ByteBuffer direct = direct(ByteBuffer.wrap(good)).order(Golden.buffer(good).order());
    assertThat(frames.verifyHeader(direct, 0, AT)).isTrue();
    assertThat(frames.verifyPayload(direct, 0)).isTrue();
  }

  @Test
  void verifyHeader_headerOnly_needsNoPayload() {
    byte[] header = Arrays.copyOf(entry("payload", AT, H), Frames.HEADER_BYTES);
    assertThat(verifies(header)).isTrue();
    assertThat(Frames.payloadBytes(Golden.buffer(header), 0)).isEqualTo(7);
  }

  @Test
  void verifyPayload_everyBitOfPayloadAndPaddingFlipped_isRejected() {
    byte[] good = entry("payloads?", AT, H);
    assertThat(frames.verifyPayload(Golden.buffer(good), 0)).isTrue();
    for (int bit = Frames.HEADER_BYTES * Byte.SIZE; bit < good.length * Byte.SIZE; bit++) {
      byte[] bad = good.clone();
      bad[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
      assertThat(frames.verifyPayload(Golden.buffer(bad), 0)).as("bit %d", bit).isFalse();
    }
  }

  @Test
  void verifyPayload_payloadDamaged_headerStillTellsIdAndLength() {
    byte[] bad = withByte(entry("payload", AT, H), 35, 0);
    assertThat(verifies(bad)).isTrue();
    assertThat(frames.verifyPayload(Golden.buffer(bad), 0)).isFalse();
    assertThat(Frames.entryId(Golden.buffer(bad), 0)).isEqualTo(1);
    assertThat(Frames.length(Golden.buffer(bad), 0)).isEqualTo(39);
  }

  @Test
  void verifyPayload_ofAHeaderThatChangedSince_isRejected() {
    byte[] good = entry("payload", AT, H);
    ByteBuffer longer = Golden.buffer(good.clone());
    longer.putInt(0, longer.getInt(0) + 4096);
    assertThat(frames.verifyPayload(longer, 0)).isFalse();
    ByteBuffer negative = Golden.buffer(good.clone());
    negative.putInt(0, -4096);
    assertThat(frames.verifyPayload(negative, 0)).isFalse();
  }

  @Test
  void verifyPayload_emptyWithChecksum_isRejected() {
    byte[] bad = resealed(withInt(entry("", AT, H), PAYLOAD_CRC, 1));
    assertThat(frames.verifyPayload(Golden.buffer(bad), 0)).isFalse();
  }

  @Test
  void verifyPayload_anyIndex_isTheSame() {
    byte[] good = entry("payload", AT, H);
    ByteBuffer bytes = Bytes.allocate(100).put(24, good).put(64, (byte) 1);
    assertThat(frames.verifyHeader(bytes, 24, AT)).isTrue();
    assertThat(frames.verifyPayload(bytes, 24)).isTrue();
  }

  private boolean verifies(byte[] frame) {
    return frames.verifyHeader(Golden.buffer(frame), 0, AT);
  }

  /** An entry with id 1 that ends its batch. */
  private byte[] entry(String payload, long offset, long durable) {
    ByteBuffer batch = Bytes.allocate(64);
    put(batch, 1, payload);
    frames.stamp(batch, offset, durable);
    return Golden.array(batch.flip());
  }

  private static void put(ByteBuffer batch, long id, String payload) {
    ByteBuffer bytes = ByteBuffer.wrap(payload.getBytes(StandardCharsets.US_ASCII));
    Frames.put(batch, FrameKind.ENTRY, Frames.LAST, id, bytes, new CRC32C());
  }

  /** Makes the header CRC good, so that only a range can refuse the frame. */
  private static byte[] resealed(byte[] frame) {
    ByteBuffer key = Bytes.allocate(60);
    Bytes.putId(key, Golden.LOG);
    key.putLong(7).putLong(AT).putInt(Golden.buffer(frame).getInt(0)).put(frame, 8, 24);
    CRC32C crc = new CRC32C();
    crc.update(key.flip());
    return withInt(frame, CRC, (int) crc.getValue());
  }

  private static byte[] withInt(byte[] bytes, int at, int value) {
    return Damage.withInt(bytes, at, value);
  }

  private static byte[] withByte(byte[] bytes, int at, int value) {
    return Damage.with(bytes, at, value);
  }

  private static ByteBuffer direct(ByteBuffer bytes) {
    return ByteBuffer.allocateDirect(bytes.remaining()).put(bytes.duplicate()).flip();
  }
}
