package io.durability.internal.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** Byte order, ids, CRCs of ranges, runs of zeros. */
final class BytesTest {

  private static final byte[] CHECK = "123456789".getBytes(StandardCharsets.US_ASCII);
  private static final int CHECK_CRC = 0xE3069283;

  @Test
  void allocate_anySize_isLittleEndianOnTheHeap() {
    ByteBuffer buffer = Bytes.allocate(7);
    assertThat(buffer.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
    assertThat(buffer.capacity()).isEqualTo(7);
    assertThat(buffer.hasArray()).isTrue();
  }

  @Test
  void id_putAndGot_isTheSame() {
    UUID id = new UUID(0x8000000000000001L, 0xFEDCBA9876543210L);
    ByteBuffer buffer = Bytes.allocate(16);
    Bytes.putId(buffer, id);
    assertThat(buffer.get(0)).isEqualTo((byte) 0x10);
    assertThat(buffer.get(15)).isEqualTo((byte) 0x80);
    assertThat(Bytes.getId(buffer.flip())).isEqualTo(id);
  }

  @Test
  void crc_checkValue_isCastagnoli() {
    assertThat(Bytes.crc(ByteBuffer.wrap(CHECK), 0, CHECK.length)).isEqualTo(CHECK_CRC);
  }

  @Test
  void crc_range_leavesPositionAndLimit() {
    ByteBuffer padded = ByteBuffer.allocate(30).put(11, CHECK).position(25).limit(28);
    assertThat(Bytes.crc(padded, 11, 20)).isEqualTo(CHECK_CRC);
    assertThat(padded.position()).isEqualTo(25);
    assertThat(padded.limit()).isEqualTo(28);
  }

  @Test
  void crc_directAndReadOnly_isTheSame() {
    ByteBuffer direct = ByteBuffer.allocateDirect(9).put(0, CHECK);
    assertThat(Bytes.crc(direct, 0, 9)).isEqualTo(CHECK_CRC);
    assertThat(Bytes.crc(ByteBuffer.wrap(CHECK).asReadOnlyBuffer(), 0, 9)).isEqualTo(CHECK_CRC);
  }

  @Test
  void update_inParts_isAsInOne() {
    CRC32C crc = new CRC32C();
    Bytes.update(crc, ByteBuffer.wrap(CHECK), 0, 4);
    Bytes.update(crc, ByteBuffer.wrap(CHECK), 4, 4);
    Bytes.update(crc, ByteBuffer.wrap(CHECK), 4, 9);
    assertThat((int) crc.getValue()).isEqualTo(CHECK_CRC);
  }

  @Test
  void firstNonZero_everyRangeAndPlace_isTheFirst() {
    int size = 26;
    for (int at = 0; at < size; at++) {
      // The sign bit too: a byte is not zero because it is not positive.
      ByteBuffer bytes = Bytes.allocate(size).put(at, (byte) (at % 2 == 0 ? 1 : 0x80));
      for (int from = 0; from <= size; from++) {
        for (int to = from; to <= size; to++) {
          int expected = from <= at && at < to ? at : to;
          assertThat(Bytes.firstNonZero(bytes, from, to))
              .as("byte at %d, from %d to %d", at, from, to)
              .isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void firstNonZero_several_isTheFirst() {
    ByteBuffer bytes = Bytes.allocate(32).put(9, (byte) 1).put(10, (byte) 2).put(20, (byte) 3);
    assertThat(Bytes.firstNonZero(bytes, 0, 32)).isEqualTo(9);
    assertThat(Bytes.firstNonZero(bytes, 10, 32)).isEqualTo(10);
    assertThat(Bytes.firstNonZero(bytes, 11, 32)).isEqualTo(20);
  }
}
