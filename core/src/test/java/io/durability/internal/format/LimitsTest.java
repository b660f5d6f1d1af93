package io.durability.internal.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.storage.FileName;
import io.durability.storage.Traits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bounds, and that they fit each other. */
final class LimitsTest {

  @ParameterizedTest
  @CsvSource({
    "0, 8, 0",
    "1, 8, 8",
    "8, 8, 8",
    "9, 8, 16",
    "4097, 4096, 8192",
    "65536, 65536, 65536",
    "7, 1, 7",
    "9223372036854775800, 8, 9223372036854775800",
    "4294967297, 4096, 4294971392"
  })
  void roundUp_value_isTheNextMultiple(long value, long multiple, long expected) {
    assertThat(Limits.roundUp(value, multiple)).isEqualTo(expected);
  }

  @Test
  void roundUp_beyondLong_throwsInsteadOfWrapping() {
    assertThatThrownBy(() -> Limits.roundUp(Long.MAX_VALUE - 6, 8))
        .isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> Limits.roundUp(Long.MAX_VALUE, 65_536))
        .isInstanceOf(ArithmeticException.class);
  }

  @Test
  void limits_sameThingElsewhere_isTheSame() {
    assertThat(Limits.NAME_BYTES_MAX).isEqualTo(FileName.LENGTH_MAX);
    assertThat(Limits.FRAME_ALIGNMENT).isEqualTo(Traits.ALIGNMENT_MIN);
    assertThat(Limits.ALIGNMENT_MAX).isEqualTo(Traits.ALIGNMENT_MAX);
  }

  @Test
  void limits_mostCheckpointsWithLongestNames_fitAHeader() {
    long bytes =
        SegmentHeader.FIXED_BYTES + (long) Limits.CHECKPOINTS_MAX * CheckpointRef.BYTES_MAX;
    assertThat(Limits.roundUp(bytes, Limits.ALIGNMENT_MAX))
        .isLessThanOrEqualTo(Limits.HEADER_BYTES_MAX);
  }

  @Test
  void limits_largestFrame_fitsAnInt() {
    assertThat(Frames.framedBytes(Limits.PAYLOAD_BYTES_MAX)).isLessThan(Integer.MAX_VALUE);
  }
}
