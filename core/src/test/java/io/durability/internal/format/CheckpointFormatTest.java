package io.durability.internal.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.errors.CorruptException;
import io.durability.errors.UnsupportedException;
import io.durability.internal.format.CheckpointFormat.Footer;
import io.durability.internal.format.CheckpointFormat.Header;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Header, blocks and footer of a checkpoint are accepted only as they were written. */
final class CheckpointFormatTest {

  private static final byte[] FILE = Golden.bytes("checkpoint");
  private static final byte[] HEADER = Arrays.copyOf(FILE, CheckpointFormat.HEADER_BYTES);
  private static final int FOOTER_AT = FILE.length - CheckpointFormat.FOOTER_BYTES;
  private static final byte[] FOOTER = Arrays.copyOfRange(FILE, FOOTER_AT, FILE.length);
  private static final int BLOCK_MAX = 56;

  @Test
  void header_withMoreBehind_isRead() throws Exception {
    assertThat(header(FILE).lastId()).isEqualTo(900);
  }

  @Test
  void header_rangesAtTheirEnds_areTheSame() throws Exception {
    Header least = new Header(Golden.LOG, 0, Golden.CHECKPOINT, 1);
    Header most = new Header(Golden.LOG, Long.MAX_VALUE, Golden.CHECKPOINT, 1 << 20);
    assertThat(Header.decode(least.encode(), Golden.FILE)).isEqualTo(least);
    assertThat(Header.decode(most.encode(), Golden.FILE)).isEqualTo(most);
  }

  @Test
  void header_everyBitFlipped_corrupt() {
    Damage.assertEveryFlipCorrupt(HEADER, source -> Header.decode(source, Golden.FILE));
  }

  @Test
  void header_everyLength_corrupt() {
    Damage.assertEveryCutCorrupt(HEADER, source -> Header.decode(source, Golden.FILE));
  }

  @Test
  void header_cutOff_saysHowShort() {
    assertThatThrownBy(() -> header(Arrays.copyOf(HEADER, 63)))
        .isExactlyInstanceOf(CorruptException.class)
        .hasMessageStartingWith("checkpoint header too short, expected=64, found=63");
  }

  @Test
  void header_checksum_saysExpectedAndFound() {
    int good = Golden.buffer(HEADER).getInt(60);
    assertThatThrownBy(() -> header(Damage.withInt(HEADER, 60, 0xABC)))
        .isExactlyInstanceOf(CorruptException.class)
        .hasMessageStartingWith(
            "checkpoint header checksum mismatch, expected=0x"
                + Integer.toHexString(good)
                + ", found=0xabc")
        .hasMessageContaining("offset=60");
  }

  @Test
  void header_segmentsMagic_corrupt() {
    assertThatThrownBy(() -> header(Golden.bytes("header-first-8")))
        .isExactlyInstanceOf(CorruptException.class)
        .hasMessageStartingWith("magic number mismatch");
  }

  @Test
  @Tag("fault-42")
  void header_versionAboveKnown_unsupported() {
    byte[] newer = Damage.sealPrelude(Damage.with(HEADER, 8, 2));
    assertThatThrownBy(() -> header(newer)).isExactlyInstanceOf(UnsupportedException.class);
  }

  @Test
  void header_lastIdNegative_corrupt() {
    assertOutOfRange(Damage.withLong(HEADER, 32, -1), "found=-1, 16");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, (1 << 20) + 1, Integer.MAX_VALUE, Integer.MIN_VALUE})
  void header_blockMaxOutOfRange_corrupt(int blockMax) {
    assertOutOfRange(Damage.withInt(HEADER, BLOCK_MAX, blockMax), "found=900, " + blockMax);
  }

  @Test
  void blockCrc_anotherPlaceCheckpointOrPayload_isAnother() {
    UUID id = Golden.CHECKPOINT;
    int crc = CheckpointFormat.blockCrc(id, 3, ByteBuffer.wrap(new byte[] {1, 2, 3}));
    assertThat(
            new int[] {
              CheckpointFormat.blockCrc(Golden.LOG, 3, ByteBuffer.wrap(new byte[] {1, 2, 3})),
              CheckpointFormat.blockCrc(id, 4, ByteBuffer.wrap(new byte[] {1, 2, 3})),
              CheckpointFormat.blockCrc(id, 3L + (1L << 32), ByteBuffer.wrap(new byte[] {1, 2, 3})),
              CheckpointFormat.blockCrc(id, 3, ByteBuffer.wrap(new byte[] {1, 2})),
              CheckpointFormat.blockCrc(id, 3, ByteBuffer.wrap(new byte[] {1, 2, 3, 0})),
              CheckpointFormat.blockCrc(id, 3, ByteBuffer.wrap(new byte[] {1, 2, 2}))
            })
        .doesNotContain(crc)
        .doesNotHaveDuplicates();
  }

  @Test
  void blockCrc_partOfABuffer_isOfThePartAndLeavesIt() {
    ByteBuffer part = ByteBuffer.wrap(new byte[] {9, 1, 2, 3, 9}).position(1).limit(4);
    assertThat(CheckpointFormat.blockCrc(Golden.CHECKPOINT, 0, part.asReadOnlyBuffer()))
        .isEqualTo(
            CheckpointFormat.blockCrc(Golden.CHECKPOINT, 0, ByteBuffer.wrap(new byte[] {1, 2, 3})));
    assertThat(part.remaining()).isEqualTo(3);
  }

  @Test
  void fileCrc_otherHeader_isAnother() {
    ByteBuffer other = new CheckpointFormat.Header(Golden.LOG, 901, Golden.CHECKPOINT, 16).encode();
    assertThat(CheckpointFormat.beginFileCrc(other).getValue())
        .isNotEqualTo(CheckpointFormat.beginFileCrc(ByteBuffer.wrap(FILE)).getValue());
  }

  @Test
  void footer_inTheMiddleOfABuffer_isRead() throws Exception {
    ByteBuffer source = Golden.buffer(FILE).position(FOOTER_AT);
    Footer footer = Footer.decode(source, crcBefore(), Golden.FILE, FOOTER_AT);
    assertThat(footer.blocks()).isEqualTo(2);
    assertThat(footer.payloadBytes()).isEqualTo(21);
    assertThat(footer.fileCrc()).isEqualTo(Golden.buffer(FILE).getInt(FOOTER_AT + 24));
  }

  @Test
  void footer_everyBitFlipped_corrupt() {
    Damage.assertEveryFlipCorrupt(FOOTER, CheckpointFormatTest::footer);
  }

  @Test
  void footer_everyLength_corrupt() {
    Damage.assertEveryCutCorrupt(FOOTER, CheckpointFormatTest::footer);
  }

  @Test
  void footer_bytesBehind_corrupt() {
    assertThatThrownBy(() -> footer(Golden.buffer(Arrays.copyOf(FOOTER, 33))))
        .isExactlyInstanceOf(CorruptException.class)
        .hasMessageStartingWith("checkpoint footer length, expected=32, found=33")
        .hasMessageContaining("offset=" + FOOTER_AT);
  }

  @Test
  void footer_ofAnotherFile_corrupt() {
    assertThatThrownBy(
            () -> Footer.decode(Golden.buffer(FOOTER), new CRC32C(), Golden.FILE, FOOTER_AT))
        .isExactlyInstanceOf(CorruptException.class)
        .hasMessageStartingWith("checkpoint footer checksum mismatch")
        .hasMessageContaining("offset=" + (FOOTER_AT + 24));
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "3, 128", "4, 1", "7, 128"})
  void footer_reservedNotZeroWithGoodChecksum_corrupt(int at, int value) {
    byte[] bad = Damage.with(FOOTER, at, value);
    CRC32C crc = crcBefore();
    crc.update(bad, 0, 24);
    byte[] sealed = Damage.withInt(bad, 24, (int) crc.getValue());
    assertReserved(sealed);
  }

  @ParameterizedTest
  @CsvSource({"28, 1", "31, 128"})
  void footer_reservedBehindTheChecksumNotZero_corrupt(int at, int value) {
    assertReserved(Damage.with(FOOTER, at, value));
  }

  private static void assertReserved(byte[] bad) {
    assertThatThrownBy(() -> footer(Golden.buffer(bad)))
        .isExactlyInstanceOf(CorruptException.class)
        .hasMessageStartingWith("checkpoint footer reserved bytes, expected=0, found=");
  }

  private static void assertOutOfRange(byte[] bad, String found) {
    assertThatThrownBy(() -> header(Damage.sealCheckpointHeader(bad)))
        .isExactlyInstanceOf(CorruptException.class)
        .hasMessageStartingWith(
            "checkpoint header out of range, expected=last id >= 0, block max 1 to 1048576, "
                + found)
        .hasMessageContaining("offset=16");
  }

  private static Header header(byte[] bytes) throws Exception {
    return Header.decode(Golden.buffer(bytes), Golden.FILE);
  }

  private static Footer footer(ByteBuffer source) throws CorruptException {
    return Footer.decode(source, crcBefore(), Golden.FILE, FOOTER_AT);
  }

  private static CRC32C crcBefore() {
    CRC32C crc = CheckpointFormat.beginFileCrc(ByteBuffer.wrap(FILE));
    int blocks = CheckpointFormat.HEADER_BYTES;
    crc.update(FILE, blocks, FOOTER_AT - blocks);
    return crc;
  }
}
