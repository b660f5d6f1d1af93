package io.durability.segments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.segments.SegmentEntry.AddSegment;
import io.durability.segments.SegmentEntry.DeleteDocuments;
import io.durability.segments.SegmentEntry.Deletion;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** States have one encoding, and nothing else is read. */
final class SegmentStateCodecTest {

  @Test
  void encode_isGolden() {
    assertThat(Golden.encode(Golden.state())).isEqualTo(Golden.bytes("state"));
    assertThat(Golden.encode(new SegmentState())).isEqualTo(Golden.bytes("state-empty"));
  }

  @Test
  void decode_golden_isTheState() throws Exception {
    SegmentState state = Golden.decodeState(Golden.bytes("state"));
    assertThat(state.segments()).isEqualTo(Golden.state().segments());
    assertThat(state.merges()).isEqualTo(Golden.state().merges());
    assertThat(state.checkpoint()).isEqualTo(Golden.state().checkpoint());
    assertThat(state.deletedDocuments(3)).containsExactly(4, 200);
    assertThat(state.deletedDocuments(Golden.FAR)).containsExactly(1);
    assertThat(Golden.decodeState(Golden.bytes("state-empty")).segments()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1023, 1024, 1025, 5000})
  void decode_manyDeletions_areAllThere(int count) throws Exception {
    SegmentState state = new SegmentState();
    state.apply(new AddSegment(1, 20_000));
    state.apply(new AddSegment(2, 1));
    for (int i = 0; i < count; i++) {
      state.apply(new DeleteDocuments(List.of(new Deletion(1, 19_999 - 3 * i))));
    }
    SegmentState read = Golden.decodeState(Golden.encode(state));
    assertThat(read.segments()).isEqualTo(state.segments());
    assertThat(read.deletedDocuments(1).toArray()).isEqualTo(state.deletedDocuments(1).toArray());
  }

  @Test
  void encode_ofPermutedHistories_isTheSame() {
    for (int seed = 0; seed < 100; seed++) {
      Random random = new Random(seed);
      List<SegmentEntry> adds = new ArrayList<>();
      List<SegmentEntry> deletes = new ArrayList<>();
      List<SegmentEntry> merges = new ArrayList<>();
      for (int id = 0; id < 20; id++) {
        adds.add(new AddSegment(id * 7919L, 500));
        for (int i = 0; i < 5; i++) {
          deletes.add(new DeleteDocuments(List.of(new Deletion(id * 7919L, random.nextInt(500)))));
        }
        if (id % 4 == 3) {
          merges.add(
              new SegmentEntry.StartMerge(1_000 - id, List.of(id * 7919L, (id - 2) * 7919L)));
        }
      }
      byte[] expected = null;
      for (int permutation = 0; permutation < 5; permutation++) {
        SegmentState state = new SegmentState();
        for (List<SegmentEntry> part : List.of(adds, deletes, merges)) {
          Collections.shuffle(part, random);
          part.forEach(state::apply);
        }
        byte[] found = Golden.encode(permutation % 2 == 0 ? state : state.copy());
        assertThat(expected == null ? found : expected).as("seed %d", seed).isEqualTo(found);
        expected = found;
      }
    }
  }

  @Test
  void decode_cut_isCutOff() {
    byte[] golden = Golden.bytes("state");
    for (int length = 0; length < golden.length; length++) {
      byte[] cut = Arrays.copyOf(golden, length);
      assertThatThrownBy(() -> Golden.decodeState(cut))
          .as("%d bytes", length)
          .isInstanceOf(EOFException.class)
          .hasMessageContaining("segment index state is cut off");
    }
  }

  @Test
  void decode_longer_isMalformed() {
    byte[] golden = Golden.bytes("state");
    assertThatThrownBy(() -> Golden.decodeState(Arrays.copyOf(golden, golden.length + 1)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("bytes behind its end");
  }

  @Test
  void decode_anyBitFlipped_isAnotherStateOrMalformed() {
    byte[] golden = Golden.bytes("state");
    for (int bit = 0; bit < golden.length * 8; bit++) {
      byte[] other = golden.clone();
      other[bit / 8] ^= (byte) (1 << bit % 8);
      try {
        assertThat(Golden.encode(Golden.decodeState(other))).as("bit %d", bit).isEqualTo(other);
      } catch (IOException e) {
        assertThat(e).hasMessageContaining("segment index state");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0x00, 2, 'version, expected=1 to 1, found=2'",
    "0x04, 1025, 'name length, expected=0 to 1024, found=1025'",
    "0x04, -1, 'name length, expected=0 to 1024, found=-1'",
    "0x10, -1, 'segments, expected=0 to 2147483647, found=-1'",
    "0x14, 4, 'merges, expected=0 to 3, found=4'",
    "0x18, 0x80808080, 'Input length = 1'",
    "0x26, -1, 'documents out of range'",
    "0x26, 200, 'no such document [segment=3, expected<200, found=200]'",
    "0x2a, 1001, 'deleted documents, expected=0 to 1000, found=1001'",
    "0x2e, 200, 'deleted document, expected=>200, found=200'",
    "0x2e, -1, 'deleted document, expected=>-1, found=-1'",
    "0x36, 3, 'segment id, expected=>3, found=3'",
    "0x5e, 0x80000000, 'merge id, expected=>-1'",
    "0x62, 0, 'segments of a merge, expected=1 to 65536, found=0'",
    "0x62, 65537, 'segments of a merge, expected=1 to 65536, found=65537'",
    "0x66, 4, 'no such live segment [id=4]'",
    "0x72, 0, 'segment id of a merge, expected=>3, found=0'"
  })
  void decode_malformed_saysHow(String at, String value, String says) {
    byte[] bytes = Golden.bytes("state");
    ByteBuffer.wrap(bytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(Integer.decode(at), Long.decode(value).intValue());
    assertThatThrownBy(() -> Golden.decodeState(bytes))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("malformed segment index state")
        .hasMessageContaining(says);
  }

  @Test
  void decode_lastIdWithoutAName_isMalformed() {
    byte[] bytes = Golden.bytes("state-empty");
    bytes[8] = 1;
    assertThatThrownBy(() -> Golden.decodeState(bytes))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("last id without a name");
  }

  @Test
  void decode_segmentTwiceInMerges_isMalformed() {
    byte[] golden = Golden.bytes("state");
    int merge = golden.length - 0x5a;
    byte[] bytes = Arrays.copyOf(golden, golden.length + merge);
    System.arraycopy(golden, 0x5a, bytes, golden.length, merge);
    bytes[0x14] = 2;
    bytes[golden.length] = 10;
    assertThatThrownBy(() -> Golden.decodeState(bytes))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("merge of segment 3 [expected=none in progress, found=9]");
  }

  @Test
  void decode_countsThatPromiseTooMuch_takeNoMemory() {
    ByteBuffer bytes = ByteBuffer.allocate(24 + 16).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(0, 1).putInt(0x10, Integer.MAX_VALUE);
    bytes.putInt(32, Integer.MAX_VALUE).putInt(36, Integer.MAX_VALUE);
    assertThatThrownBy(() -> Golden.decodeState(bytes.array())).isInstanceOf(EOFException.class);
  }
}
