package io.durability.segments;

import java.util.BitSet;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * A live segment. Owned by one state until it is marked as shared; from then on nobody changes it,
 * and a state that must makes a copy first.
 */
final class LiveSegment {

  final long id;
  final int documents;
  OptionalLong merge = OptionalLong.empty();
  boolean shared;

  private final BitSet deleted;
  private int deletedCount;

  LiveSegment(long id, int documents) {
    this(id, documents, new BitSet());
  }

  private LiveSegment(long id, int documents, BitSet deleted) {
    this.id = id;
    this.documents = documents;
    this.deleted = deleted;
  }

  LiveSegment copy() {
    LiveSegment copy = new LiveSegment(id, documents, (BitSet) deleted.clone());
    copy.deletedCount = deletedCount;
    copy.merge = merge;
    return copy;
  }

  void delete(int document) {
    if (!deleted.get(document)) {
      deleted.set(document);
      deletedCount++;
    }
  }

  boolean isDeleted(int document) {
    return deleted.get(document);
  }

  int deletedCount() {
    return deletedCount;
  }

  /** By rising number. */
  IntStream deleted() {
    return deleted.stream();
  }

  SegmentState.Segment view() {
    return new SegmentState.Segment(id, documents, deletedCount, merge);
  }
}
