package io.durability.segments;

import static io.durability.segments.Golden.deletions;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.segments.SegmentEntry.AddSegment;
import io.durability.segments.SegmentEntry.CancelMerge;
import io.durability.segments.SegmentEntry.Checkpoint;
import io.durability.segments.SegmentEntry.DeleteDocuments;
import io.durability.segments.SegmentEntry.EndMerge;
import io.durability.segments.SegmentEntry.StartMerge;
import io.durability.segments.SegmentState.Merge;
import io.durability.segments.SegmentState.Segment;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What each entry does to a state, and which entries do not fit one. */
final class SegmentStateTest {

  private static final OptionalLong NONE = OptionalLong.empty();

  private static SegmentState after(SegmentEntry... entries) {
    SegmentState state = new SegmentState();
    for (SegmentEntry entry : entries) {
      state.apply(entry);
    }
    return state;
  }

  /** Segments 1 to 4 of ten documents; merge 1 has taken 1 and 2; documents 1/0 and 3/9 deleted. */
  private static SegmentState sample() {
    return after(
        new AddSegment(1, 10),
        new AddSegment(2, 10),
        new AddSegment(3, 10),
        new AddSegment(4, 10),
        new StartMerge(1, List.of(1L, 2L)),
        new DeleteDocuments(deletions(1, 0, 3, 9)),
        new Checkpoint("a", 5));
  }

  @Test
  void addSegment_isLive() {
    SegmentState state = after(new AddSegment(7, 100), new AddSegment(3, 0));
    assertThat(state.segments()).containsExactly(new Segment(3, 0, 0, NONE), segment7());
    assertThat(state.segment(7)).contains(segment7());
    assertThat(state.segment(8)).isEmpty();
    assertThat(state.merges()).isEmpty();
    assertThat(state.checkpoint()).isEmpty();
  }

  private static Segment segment7() {
    return new Segment(7, 100, 0, NONE);
  }

  @Test
  void deleteDocuments_areDeletedOnce() {
    SegmentState state = sample();
    state.apply(new DeleteDocuments(deletions(1, 0, 1, 5, 4, 9)));
    assertThat(state.deletedDocuments(1)).containsExactly(0, 5);
    assertThat(state.segment(1).orElseThrow().deleted()).isEqualTo(2);
    assertThat(state.isDeleted(1, 5)).isTrue();
    assertThat(state.isDeleted(1, 6)).isFalse();
    assertThat(state.deletedDocuments(2)).isEmpty();
    assertThat(state.deletedDocuments(4)).containsExactly(9);
  }

  @Test
  void startMerge_takesItsSegments() {
    SegmentState state = sample();
    assertThat(state.merges()).containsExactly(new Merge(1, List.of(1L, 2L)));
    assertThat(state.segment(2)).contains(new Segment(2, 10, 0, OptionalLong.of(1)));
    assertThat(state.segment(3)).contains(new Segment(3, 10, 1, NONE));
  }

  @Test
  void cancelMerge_givesThemBack_withWhatWasDeletedMeanwhile() {
    SegmentState state = sample();
    state.apply(new CancelMerge(1));
    assertThat(state.merges()).isEmpty();
    assertThat(state.segment(1)).contains(new Segment(1, 10, 1, NONE));
    state.apply(new StartMerge(1, List.of(2L, 3L)));
    assertThat(state.merges()).containsExactly(new Merge(1, List.of(2L, 3L)));
  }

  @Test
  void endMerge_putsTheMergedSegmentInTheirPlace() {
    SegmentState state = sample();
    state.apply(new EndMerge(1, 9, 20, List.of(0)));
    assertThat(state.merges()).isEmpty();
    assertThat(state.segments()).extracting(Segment::id).containsExactly(3L, 4L, 9L);
    assertThat(state.segment(9)).contains(new Segment(9, 20, 1, NONE));
    assertThat(state.isDeleted(9, 0)).isTrue();
  }

  @Test
  void endMerge_mayDropWhatWasDeleted_andMore() {
    SegmentState state = sample();
    state.apply(new EndMerge(1, 9, 12, List.of()));
    assertThat(state.segment(9)).contains(new Segment(9, 12, 0, NONE));
  }

  @Test
  void idOfAMergedSegment_isFreeAgain() {
    SegmentState state = sample();
    state.apply(new EndMerge(1, 9, 19, List.of()));
    state.apply(new AddSegment(1, 3));
    assertThat(state.segment(1)).contains(new Segment(1, 3, 0, NONE));
  }

  @Test
  void checkpoint_newestIsRemembered() {
    SegmentState state = sample();
    state.apply(new Checkpoint("b", 5));
    assertThat(state.checkpoint()).contains(new Checkpoint("b", 5));
  }

  static Stream<Arguments> misfits() {
    return Stream.of(
        Arguments.of(new AddSegment(3, 1), "segment id is taken [id=3]"),
        Arguments.of(new AddSegment(1, 1), "segment id is taken [id=1]"),
        Arguments.of(new StartMerge(1, List.of(3L)), "merge id is taken [id=1]"),
        Arguments.of(new StartMerge(2, List.of(3L, 5L)), "no such live segment [id=5]"),
        Arguments.of(
            new StartMerge(2, List.of(2L, 3L)),
            "merge of segment 2 [expected=none in progress, found=1]"),
        Arguments.of(new CancelMerge(2), "no such merge in progress [id=2]"),
        Arguments.of(new EndMerge(2, 9, 5, List.of()), "no such merge in progress [id=2]"),
        Arguments.of(new EndMerge(1, 3, 5, List.of()), "segment id is taken [id=3]"),
        Arguments.of(new EndMerge(1, 1, 5, List.of()), "segment id is taken [id=1]"),
        Arguments.of(
            new EndMerge(1, 9, 21, List.of(1, 2, 3)),
            "documents of the merged segment [expected=<=20, found=21]"),
        Arguments.of(
            new EndMerge(1, 9, 20, List.of()),
            "documents not deleted in the merged segment [expected=<=19, found=20]"),
        Arguments.of(new DeleteDocuments(deletions(1, 1, 5, 0)), "no such live segment [id=5]"),
        Arguments.of(
            new DeleteDocuments(deletions(1, 1, 3, 10)),
            "no such document [segment=3, expected<10, found=10]"),
        Arguments.of(new Checkpoint("b", 4), "last id of a checkpoint [expected=>=5, found=4]"));
  }

  @ParameterizedTest
  @MethodSource("misfits")
  void misfit_isRefused_andChangesNothing(SegmentEntry entry, String says) {
    SegmentState state = sample();
    byte[] before = Golden.encode(state);
    assertThatThrownBy(() -> state.check(entry))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(says);
    assertThatThrownBy(() -> state.apply(entry))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(says);
    assertThat(Golden.encode(state)).isEqualTo(before);
  }

  @Test
  void check_changesNothing() {
    SegmentState state = sample();
    byte[] before = Golden.encode(state);
    for (SegmentEntry entry :
        List.of(
            new AddSegment(5, 1),
            new StartMerge(2, List.of(3L, 4L)),
            new CancelMerge(1),
            new EndMerge(1, 9, 5, List.of()),
            new DeleteDocuments(deletions(1, 1)),
            new Checkpoint("b", 6))) {
      state.check(entry);
    }
    assertThat(Golden.encode(state)).isEqualTo(before);
  }

  @Test
  void question_aboutASegmentThatIsNotLive_isRefused() {
    SegmentState state = sample();
    assertThatThrownBy(() -> state.deletedDocuments(5))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> state.isDeleted(5, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> state.isDeleted(3, 10)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void copy_andOriginal_changeOnTheirOwn() {
    SegmentState state = sample();
    byte[] before = Golden.encode(state);
    SegmentState copy = state.copy();
    assertThat(Golden.encode(copy)).isEqualTo(before);
    copy.apply(new DeleteDocuments(deletions(1, 7)));
    copy.apply(new CancelMerge(1));
    copy.apply(new AddSegment(5, 1));
    copy.apply(new Checkpoint("b", 9));
    assertThat(Golden.encode(state)).isEqualTo(before);
    byte[] changed = Golden.encode(copy);
    state.apply(new DeleteDocuments(deletions(1, 8, 2, 1)));
    state.apply(new EndMerge(1, 9, 3, List.of()));
    assertThat(Golden.encode(copy)).isEqualTo(changed);
  }
}
