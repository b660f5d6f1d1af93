package io.durability.segments;

import java.util.BitSet;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;
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

  /**
   * Documents of one page, which takes 128 bytes: about as much as what it takes to have a page.
   */
  private static final int PAGE = 1024;

  /**
   * Deleted documents by page. In one set they would take memory for the highest number, and a
   * state of a few bytes could ask for 256 MiB.
   */
  private final NavigableMap<Integer, BitSet> deleted = new TreeMap<>();

  private int deletedCount;

  LiveSegment(long id, int documents) {
    this.id = id;
    this.documents = documents;
  }

  LiveSegment copy() {
    LiveSegment copy = new LiveSegment(id, documents);
    deleted.forEach((page, set) -> copy.deleted.put(page, (BitSet) set.clone()));
    copy.deletedCount = deletedCount;
    copy.merge = merge;
    return copy;
  }

  void delete(int document) {
    BitSet page = deleted.computeIfAbsent(document / PAGE, unused -> new BitSet(PAGE));
    if (!page.get(document % PAGE)) {
      page.set(document % PAGE);
      deletedCount++;
    }
  }

  boolean isDeleted(int document) {
    BitSet page = deleted.get(document / PAGE);
    return page != null && page.get(document % PAGE);
  }

  int deletedCount() {
    return deletedCount;
  }

  /** By rising number. */
  IntStream deleted() {
    return deleted.entrySet().stream()
        .flatMapToInt(
            page -> page.getValue().stream().map(document -> page.getKey() * PAGE + document));
  }

  SegmentState.Segment view() {
    return new SegmentState.Segment(id, documents, deletedCount, merge);
  }
}
