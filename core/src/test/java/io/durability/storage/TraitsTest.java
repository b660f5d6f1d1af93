package io.durability.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Traits are in their ranges, or there are none. */
final class TraitsTest {

  @ParameterizedTest
  @ValueSource(ints = {8, 16, 512, 4096, 65_536})
  void traits_alignmentPowerOfTwo_isKept(int alignment) {
    assertThat(traits(1, alignment, 1, 1).batchAlignment()).isEqualTo(alignment);
  }

  @Test
  void traits_leastAndMost_areKept() {
    Traits traits = traits(Integer.MAX_VALUE, 8, Long.MAX_VALUE, Long.MAX_VALUE);
    assertThat(traits.syncsInFlight()).isEqualTo(Integer.MAX_VALUE);
    assertThat(traits.appendFileBytesMax()).isEqualTo(Long.MAX_VALUE);
    assertThat(traits.syncsPerAppendFileMax()).isEqualTo(Long.MAX_VALUE);
    assertThat(traits(1, 8, 1, 1).syncsInFlight()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
  void traits_syncsInFlightBelowOne_areRefused(int syncs) {
    assertRefused(() -> traits(syncs, 8, 1, 1), "syncsInFlight, expected=>= 1, found=" + syncs);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4, 7, 9, 24, 65_535, 65_537, 131_072, -8, Integer.MIN_VALUE})
  void traits_alignmentOutOfRange_isRefused(int alignment) {
    assertRefused(
        () -> traits(1, alignment, 1, 1),
        "batchAlignment, expected=a power of two from 8 to 65536, found=" + alignment);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void traits_limitsNotPositive_areRefused(long limit) {
    assertRefused(() -> traits(1, 8, limit, 1), "appendFileBytesMax, expected=> 0, found=" + limit);
    assertRefused(
        () -> traits(1, 8, 1, limit), "syncsPerAppendFileMax, expected=> 0, found=" + limit);
  }

  private static Traits traits(int syncs, int alignment, long bytesMax, long syncsMax) {
    return new Traits(
        Survives.MACHINE, RenameKind.ATOMIC, true, true, syncs, alignment, bytesMax, syncsMax);
  }

  private static void assertRefused(Runnable construction, String message) {
    assertThatThrownBy(construction::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("trait out of range [" + message + "]");
  }
}
