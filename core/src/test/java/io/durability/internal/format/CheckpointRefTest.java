package io.durability.internal.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.errors.CorruptException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A reference has no CRC of its own: a header's or a frame's is around it. What is tested here is
 * that nothing malformed is accepted and no length trusted, whatever the CRCs say.
 */
final class CheckpointRefTest {

  private static final byte[] GOOD = encoded(Golden.OLDER);

  @Test
  void encode_bufferWithOldContent_zeroesThePadding() {
    ByteBuffer target = ByteBuffer.wrap(filled(40)).order(ByteOrder.LITTLE_ENDIAN).position(8);
    Golden.OLDER.encode(target);
    assertThat(Golden.array(target.flip().position(8))).isEqualTo(GOOD);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 8, 9, 255, 1023, 1024})
  void decode_nameOfAnyLength_isTheSame(int length) throws Exception {
    CheckpointRef reference =
        new CheckpointRef("n".repeat(length), Long.MAX_VALUE, Long.MAX_VALUE, -1);
    byte[] bytes = encoded(reference);
    assertThat(bytes.length).isEqualTo(reference.encodedBytes()).isEqualTo((24 + length + 7) & -8);
    assertThat(bytes.length).isLessThanOrEqualTo(CheckpointRef.BYTES_MAX);
    ByteBuffer source = Golden.buffer(bytes);
    assertThat(CheckpointRef.decode(source, Golden.FILE)).isEqualTo(reference);
    assertThat(source.hasRemaining()).isFalse();
  }

  @Test
  void decode_zeroIdAndLength_isTheSame() throws Exception {
    CheckpointRef reference = new CheckpointRef("n", 0, 0, 0);
    assertThat(decode(encoded(reference))).isEqualTo(reference);
  }

  @Test
  void decode_twoInARow_movesBehindEach() throws Exception {
    ByteBuffer both = Bytes.allocate(Golden.NEWER.encodedBytes() + Golden.OLDER.encodedBytes());
    Golden.NEWER.encode(both);
    Golden.OLDER.encode(both);
    both.flip();
    assertThat(CheckpointRef.decode(both, Golden.FILE)).isEqualTo(Golden.NEWER);
    assertThat(CheckpointRef.decode(both, Golden.FILE)).isEqualTo(Golden.OLDER);
    assertThat(both.hasRemaining()).isFalse();
  }

  @Test
  void decode_everyLength_corrupt() {
    Damage.assertEveryCutCorrupt(GOOD, source -> CheckpointRef.decode(source, Golden.FILE));
    Damage.assertEveryCutCorrupt(
        encoded(Golden.NEWER), source -> CheckpointRef.decode(source, Golden.FILE));
  }

  @Test
  void decode_lastIdNegative_corrupt() {
    assertCorrupt(
        Damage.withLong(GOOD, 0, -1),
        "checkpoint reference out of range",
        "expected=last id >= 0, length >= 0, reserved 0, found=-1, 96, 0");
  }

  @Test
  void decode_lengthNegative_corrupt() {
    assertCorrupt(
        Damage.withLong(GOOD, 8, Long.MIN_VALUE),
        "checkpoint reference out of range",
        "found=450, -9223372036854775808, 0");
  }

  @ParameterizedTest
  @ValueSource(ints = {22, 23})
  void decode_reservedNotZero_corrupt(int at) {
    assertCorrupt(Damage.with(GOOD, at, 0x80), "checkpoint reference out of range", "found=450");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1025, 0x7FFF, 0x8000, 0xFFFF})
  void decode_nameLengthOutOfRange_corrupt(int length) {
    // Room for the longest length there is, so that it is the limit that refuses and not the end.
    byte[] bad = new byte[70_000];
    System.arraycopy(GOOD, 0, bad, 0, 24);
    bad[20] = (byte) length;
    bad[21] = (byte) (length >> 8);
    assertCorrupt(
        bad,
        "checkpoint name length out of range",
        "expected=1 to 1024 and within the structure, found=" + length);
  }

  @ParameterizedTest
  @ValueSource(ints = {9, 1024})
  void decode_nameBeyondTheStructure_corrupt(int length) {
    byte[] bad = Damage.with(Damage.with(GOOD, 20, length), 21, length >> 8);
    assertCorrupt(bad, "checkpoint name length out of range", "found=" + length);
  }

  @ParameterizedTest
  @ValueSource(ints = {28, 29, 30, 31})
  void decode_paddingNotZero_corrupt(int at) {
    assertCorrupt(Damage.with(GOOD, at, 1), "checkpoint reference padding", "expected=0");
  }

  @ParameterizedTest
  @ValueSource(ints = {24, 25, 26, 27})
  void decode_nameNotAscii_corrupt(int at) {
    assertCorrupt(
        Damage.with(GOOD, at, 0x80), "checkpoint name", "expected=ASCII, found=other bytes");
  }

  private static CheckpointRef decode(byte[] bytes) throws CorruptException {
    return CheckpointRef.decode(Golden.buffer(bytes), Golden.FILE.at(112));
  }

  private static void assertCorrupt(byte[] bad, String what, String found) {
    assertThatThrownBy(() -> decode(bad))
        .isExactlyInstanceOf(CorruptException.class)
        .hasMessageStartingWith(what)
        .hasMessageContaining(found)
        .hasMessageContaining("offset=112");
  }

  private static byte[] encoded(CheckpointRef reference) {
    ByteBuffer target = Bytes.allocate(reference.encodedBytes());
    reference.encode(target);
    assertThat(target.hasRemaining()).isFalse();
    return Golden.array(target.flip());
  }

  private static byte[] filled(int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) 0x55);
    return bytes;
  }
}
