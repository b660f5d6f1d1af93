package io.durability.internal.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.errors.CorruptException;
import io.durability.errors.UnsupportedException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A prelude is good, of a newer version, or damaged, and the three are never confused. */
final class PreludeTest {

  private static final byte[] GOOD = Golden.bytes("prelude-segment");

  @Test
  void check_goodWithMoreBehind_movesBehindIt() throws Exception {
    ByteBuffer source = Bytes.allocate(40).put(GOOD).position(0);
    Prelude.check(source, Prelude.SEGMENT, Golden.FILE);
    assertThat(source.position()).isEqualTo(Prelude.BYTES);
  }

  @Test
  void check_inTheMiddleOfABuffer_takesThePosition() throws Exception {
    ByteBuffer source = Bytes.allocate(40).put(5, GOOD).position(5);
    Prelude.check(source, Prelude.SEGMENT, Golden.FILE);
    assertThat(source.position()).isEqualTo(5 + Prelude.BYTES);
  }

  @Test
  void put_inTheMiddleOfABuffer_isTheSame() {
    ByteBuffer target = Bytes.allocate(21).position(5);
    Prelude.put(target, Prelude.SEGMENT);
    assertThat(Golden.array(target.flip().position(5))).isEqualTo(GOOD);
  }

  @Test
  void check_everyBitFlipped_corrupt() {
    Damage.assertEveryFlipCorrupt(GOOD, PreludeTest::check);
  }

  @Test
  void check_everyLength_corrupt() {
    Damage.assertEveryCutCorrupt(GOOD, PreludeTest::check);
  }

  @Test
  void check_tooShort_saysHowShort() {
    assertThatThrownBy(() -> check(Golden.buffer(new byte[7])))
        .isInstanceOf(CorruptException.class)
        .hasMessage(
            "file too short for its header, expected=16, found=7 [file="
                + "wal/00000000000000000007.wal, offset=0, directory=memory:golden]");
  }

  @Test
  void check_otherMagic_corrupt() {
    assertThatThrownBy(() -> check(Golden.buffer("prelude-checkpoint")))
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("magic number mismatch")
        .hasMessageContaining("expected=0xa1a0a0d4c574489, found=0xa1a0a0d4b434489")
        .hasMessageContaining("offset=0");
  }

  @Test
  void check_zeros_corrupt() {
    assertThatThrownBy(() -> check(Bytes.allocate(4096))).isInstanceOf(CorruptException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 256, 0x8000, 0xFFFF})
  void check_versionAboveKnown_unsupported(int version) {
    byte[] newer = Damage.sealPrelude(withVersion(version));
    assertThatThrownBy(() -> check(Golden.buffer(newer)))
        .isExactlyInstanceOf(UnsupportedException.class)
        .hasMessageContaining("newer format version")
        .hasMessageContaining("expected<=1, found=" + version)
        .hasMessageContaining("file=wal/00000000000000000007.wal");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 3, 256, 0x8000, 0xFFFF})
  void check_versionDamaged_corrupt(int version) {
    assertThatThrownBy(() -> check(Golden.buffer(withVersion(version))))
        .isExactlyInstanceOf(CorruptException.class)
        .hasMessageContaining("prelude checksum mismatch");
  }

  @Test
  void check_versionZero_corrupt() {
    byte[] zero = Damage.sealPrelude(withVersion(0));
    assertThatThrownBy(() -> check(Golden.buffer(zero)))
        .isExactlyInstanceOf(CorruptException.class)
        .hasMessageContaining("format version invalid, expected=1, reserved 0, found=0, 0")
        .hasMessageContaining("offset=8");
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 11})
  void check_reservedNotZero_corrupt(int at) {
    byte[] bad = Damage.sealPrelude(Damage.with(GOOD, at, 1));
    assertThatThrownBy(() -> check(Golden.buffer(bad)))
        .isExactlyInstanceOf(CorruptException.class)
        .hasMessageContaining("format version invalid");
  }

  @Test
  void check_newerVersionWithReservedBytesInUse_unsupported() {
    byte[] newer = Damage.sealPrelude(Damage.with(withVersion(2), 10, 1));
    assertThatThrownBy(() -> check(Golden.buffer(newer)))
        .isExactlyInstanceOf(UnsupportedException.class);
  }

  private static byte[] withVersion(int version) {
    return Damage.with(Damage.with(GOOD, 8, version), 9, version >> 8);
  }

  private static Object check(ByteBuffer source) throws Exception {
    Prelude.check(source, Prelude.SEGMENT, Golden.FILE);
    return source;
  }
}
