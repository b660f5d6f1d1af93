package io.durability.segments;

import static io.durability.segments.Golden.deletions;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.durability.segments.SegmentEntry.AddSegment;
import io.durability.segments.SegmentEntry.CancelMerge;
import io.durability.segments.SegmentEntry.Checkpoint;
import io.durability.segments.SegmentEntry.DeleteDocuments;
import io.durability.segments.SegmentEntry.Deletion;
import io.durability.segments.SegmentEntry.EndMerge;
import io.durability.segments.SegmentEntry.StartMerge;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Entries are values of a range, and their bytes are these and no others. */
final class SegmentEntryTest {

  static Stream<Arguments> entries() {
    return Golden.entries().entrySet().stream()
        .map(each -> Arguments.of(each.getKey(), each.getValue()));
  }

  @Test
  void golden_hasEveryKind() {
    assertThat(Golden.entries().values().stream().<Object>map(Object::getClass))
        .containsExactlyInAnyOrder((Object[]) SegmentEntry.class.getPermittedSubclasses());
  }

  @ParameterizedTest
  @MethodSource("entries")
  void encode_isGolden(String name, SegmentEntry entry) {
    assertThat(Golden.encode(entry)).isEqualTo(Golden.bytes(name));
  }

  @ParameterizedTest
  @MethodSource("entries")
  void decode_golden_isTheEntry(String name, SegmentEntry entry) throws Exception {
    byte[] golden = Golden.bytes(name);
    assertThat(Golden.decode(golden)).isEqualTo(entry);
    ByteBuffer within = ByteBuffer.allocateDirect(golden.length + 9);
    within.put(5, golden).position(5).limit(5 + golden.length);
    assertThat(SegmentEntry.codec().decode(within.asReadOnlyBuffer())).isEqualTo(entry);
  }

  @ParameterizedTest
  @MethodSource("entries")
  void decode_cutOrLonger_isMalformed(String name, SegmentEntry entry) {
    byte[] golden = Golden.bytes(name);
    for (int length = 0; length <= golden.length + 8; length++) {
      if (length != golden.length) {
        byte[] other = Arrays.copyOf(golden, length);
        assertThatThrownBy(() -> Golden.decode(other))
            .as("%s of %d bytes", entry, length)
            .isInstanceOf(IOException.class)
            .hasMessageStartingWith("malformed segment entry");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("entries")
  void decode_anyBitFlipped_isAnotherEntryOrMalformed(String name, SegmentEntry entry) {
    byte[] golden = Golden.bytes(name);
    for (int bit = 0; bit < golden.length * 8; bit++) {
      byte[] other = golden.clone();
      other[bit / 8] ^= (byte) (1 << bit % 8);
      assertOneEncoding(other, entry);
    }
  }

  @Test
  void decode_anyBytes_areAnEntryWithThisEncodingOrMalformed() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(48)];
      random.nextBytes(bytes);
      for (int at = 0; at < Math.min(bytes.length, random.nextInt(1, 32)); at++) {
        // Mostly small numbers, as real entries have.
        bytes[at] = at == 0 || at == 4 ? (byte) (bytes[at] & 7) : 0;
      }
      assertOneEncoding(bytes, null);
    }
  }

  /** What is decoded has these bytes, or it would be read and written as something else. */
  private static void assertOneEncoding(byte[] bytes, SegmentEntry not) {
    try {
      SegmentEntry decoded = Golden.decode(bytes);
      assertThat(decoded).isNotEqualTo(not);
      assertThat(Golden.encode(decoded)).isEqualTo(bytes);
    } catch (IOException e) {
      assertThat(e).hasMessageStartingWith("malformed segment entry");
    }
  }

  @ParameterizedTest
  @CsvSource({
    // kind
    "00 000000 00000000 0000000000000000, 'kind, expected=1 to 6, found=0'",
    "07 000000 00000000 0000000000000000, 'kind, expected=1 to 6, found=7'",
    "ff 000000 00000000 0000000000000000, 'kind, expected=1 to 6, found=-1'",
    // reserved
    "01 000100 00000000 0000000000000000, 'reserved bytes, expected=0, found=256'",
    // counts, above what they may be, or negative
    "02 000000 01000100 0000000000000000, 'n, expected=1 to 65536, found=65537'",
    "02 000000 00000000 0000000000000000, 'n, expected=1 to 65536, found=0'",
    "03 000000 01000000 0000000000000000, 'n, expected=0 to 0, found=1'",
    "04 000000 ffffff7f 0000000000000000, 'n, expected=0 to 1048576, found=2147483647'",
    "04 000000 ffffffff 0000000000000000, 'n, expected=0 to 1048576, found=-1'",
    "05 000000 01001000 0000000000000000, 'n, expected=1 to 1048576, found=1048577'",
    "06 000000 01040000 0000000000000000, 'n, expected=1 to 1024, found=1025'",
    // lengths
    "05 000000 00001000 0000000000000000, 'length, expected=12582920, found=16'",
    "02 000000 00000100 0000000000000000, 'length, expected=524304, found=16'",
    // ranges
    "01 000000 ffffffff 0000000000000000, 'documents out of range [expected>=0, found=-1]'",
    "03 000000 00000000 ffffffffffffffff, 'merge id out of range [expected>=0, found=-1]'",
    "06 000000 01000000 ffffffffffffffff 61, 'last id out of range [expected>=0, found=-1]'",
    "05 000000 01000000 0000000000000000 ffffffff, 'document out of range'",
    // not UTF-8
    "06 000000 01000000 0000000000000000 c3, 'malformed segment entry: Input length = 1'",
    // order
    "02 000000 02000000 0900000000000000 0500000000000000 0500000000000000, 'order, expected=>5'",
    "05 000000 02000000 0900000000000000 01000000 0800000000000000 02000000, 'order, expected=>'"
  })
  void decode_malformed_saysHow(String hex, String says) {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    assertThatThrownBy(() -> Golden.decode(bytes))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("malformed segment entry")
        .hasMessageContaining(says);
  }

  @Test
  void entries_areEqual_whateverOrderWasGiven() {
    assertThat(new StartMerge(1, List.of(5L, 3L, 5L)))
        .isEqualTo(new StartMerge(1, List.of(3L, 5L)));
    assertThat(new EndMerge(1, 2, 9, List.of(8, 0, 8)))
        .isEqualTo(new EndMerge(1, 2, 9, List.of(0, 8)));
    assertThat(new DeleteDocuments(deletions(5, 1, 3, 2, 3, 1, 5, 1)))
        .isEqualTo(new DeleteDocuments(deletions(3, 1, 3, 2, 5, 1)));
  }

  static Stream<Arguments> outOfRange() {
    return Stream.of(
        refused("segment id", () -> new AddSegment(-1, 0)),
        refused("documents", () -> new AddSegment(0, -1)),
        refused("merge id", () -> new StartMerge(-1, List.of(1L))),
        refused("segment id", () -> new StartMerge(1, List.of(4L, -1L))),
        refused("segments of a merge", () -> new StartMerge(1, List.of())),
        refused("segments of a merge", () -> new StartMerge(1, Collections.nCopies(65_537, 1L))),
        refused("merge id", () -> new CancelMerge(-1)),
        refused("merge id", () -> new EndMerge(-1, 0, 0, List.of())),
        refused("segment id", () -> new EndMerge(0, -1, 0, List.of())),
        refused("documents", () -> new EndMerge(0, 0, -1, List.of())),
        refused("document out of range", () -> new EndMerge(0, 0, 5, List.of(-1, 4))),
        refused("no such document [segment=7", () -> new EndMerge(0, 7, 5, List.of(4, 5))),
        refused("deleted documents", () -> new EndMerge(0, 7, 5, Collections.nCopies(1048577, 1))),
        refused("deletions", () -> new DeleteDocuments(List.of())),
        refused(
            "deletions",
            () -> new DeleteDocuments(Collections.nCopies(1_048_577, new Deletion(1, 1)))),
        refused("segment id", () -> new Deletion(-1, 0)),
        refused("document", () -> new Deletion(0, -1)),
        refused("last id", () -> new Checkpoint("a", -1)),
        refused("bytes of a checkpoint name", () -> new Checkpoint("", 1)),
        refused("bytes of a checkpoint name", () -> new Checkpoint("\u00e9".repeat(513), 1)),
        refused("checkpoint name is not Unicode", () -> new Checkpoint("a\ud800", 1)));
  }

  private static Arguments refused(String says, Supplier<Object> entry) {
    return Arguments.of(says, entry);
  }

  @ParameterizedTest
  @MethodSource("outOfRange")
  void constructor_outOfRange_isRefused(String says, Supplier<Object> entry) {
    assertThat(catchThrowable(entry::get))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(says);
  }

  @Test
  void largestEntries_fitTheDefaultPayload_andComeBack() throws Exception {
    SegmentEntry deletions =
        new DeleteDocuments(
            IntStream.range(0, SegmentEntry.DELETIONS_MAX)
                .mapToObj(i -> new Deletion(Long.MAX_VALUE, Integer.MAX_VALUE - 1 - i))
                .toList());
    SegmentEntry merge =
        new StartMerge(
            Long.MAX_VALUE,
            IntStream.range(0, SegmentEntry.MERGED_SEGMENTS_MAX)
                .mapToObj(i -> Long.MAX_VALUE - i)
                .toList());
    SegmentEntry name = new Checkpoint("\u00e9".repeat(512), Long.MAX_VALUE);
    SegmentEntry largest = new AddSegment(Long.MAX_VALUE, Integer.MAX_VALUE);
    for (SegmentEntry entry : List.of(deletions, merge, name, largest)) {
      byte[] bytes = Golden.encode(entry);
      assertThat(bytes.length).isLessThanOrEqualTo(16 << 20);
      assertThat(Golden.decode(bytes)).isEqualTo(entry);
    }
  }
}
