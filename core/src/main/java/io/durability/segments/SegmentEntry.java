package io.durability.segments;

import io.durability.Codec;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * One change of a segment index, as it stands in the log. Entries are values: immutable, and equal
 * if they say the same. Their constructors refuse with {@link IllegalArgumentException} what fits
 * no index; whether an entry fits an index as it is now, {@link SegmentState#check} tells.
 *
 * <p>Ids are chosen by the application, 0 or more. The documents of a segment are numbered from 0.
 */
public sealed interface SegmentEntry {

  /** The most segments that one merge takes. */
  int MERGED_SEGMENTS_MAX = 1 << 16;

  /** The most documents that one entry deletes, so that every entry fits the default payload. */
  int DELETIONS_MAX = 1 << 20;

  /** The longest name of an application's checkpoint, in bytes of UTF-8. */
  int NAME_BYTES_MAX = 1024;

  /** Returns the codec of entries. Threads: any. */
  static Codec<SegmentEntry> codec() {
    return SegmentEntryCodec.INSTANCE;
  }

  /**
   * A segment becomes part of the index; none of its documents is deleted.
   *
   * @param segmentId not the id of a live segment
   * @param documents how many documents the segment has, 0 or more
   */
  record AddSegment(long segmentId, int documents) implements SegmentEntry {

    /** Checks the ranges. */
    public AddSegment {
      requireNotNegative("segment id", segmentId);
      requireNotNegative("documents", documents);
    }
  }

  /**
   * A merge begins. Its segments stay live, and documents in them can still be deleted, but no
   * other merge takes them until it ends or is cancelled.
   *
   * @param mergeId not the id of a merge in progress
   * @param segmentIds live segments, one or more; kept sorted and each once
   */
  record StartMerge(long mergeId, List<Long> segmentIds) implements SegmentEntry {

    /** Checks the ranges. */
    public StartMerge {
      requireNotNegative("merge id", mergeId);
      segmentIds = sorted("segments of a merge", segmentIds, 1, MERGED_SEGMENTS_MAX);
      requireNotNegative("segment id", segmentIds.get(0));
    }
  }

  /**
   * A merge is given up; its segments can be merged again.
   *
   * @param mergeId the id of a merge in progress
   */
  record CancelMerge(long mergeId) implements SegmentEntry {

    /** Checks the range. */
    public CancelMerge {
      requireNotNegative("merge id", mergeId);
    }
  }

  /**
   * A merge is done: the merged segment takes the place of those that went into it.
   *
   * @param mergeId the id of a merge in progress
   * @param segmentId the id of the merged segment, not that of a live one
   * @param documents how many documents the merged segment has
   * @param deleted those of them that were deleted while the merge ran, by their number in the
   *     merged segment; kept sorted and each once
   */
  record EndMerge(long mergeId, long segmentId, int documents, List<Integer> deleted)
      implements SegmentEntry {

    /** Checks the ranges. */
    public EndMerge {
      requireNotNegative("merge id", mergeId);
      requireNotNegative("segment id", segmentId);
      requireNotNegative("documents", documents);
      deleted = sorted("deleted documents", deleted, 0, DELETIONS_MAX);
      if (!deleted.isEmpty()) {
        requireNotNegative("document", deleted.get(0));
        requireWithin(deleted.get(deleted.size() - 1), segmentId, documents);
      }
    }
  }

  /**
   * Documents are deleted. One that is deleted already stays so.
   *
   * @param deletions documents of live segments, one or more; kept sorted and each once
   */
  record DeleteDocuments(List<Deletion> deletions) implements SegmentEntry {

    /** Checks the number. */
    public DeleteDocuments {
      deletions = sorted("deletions", deletions, 1, DELETIONS_MAX);
    }
  }

  /**
   * The application made a checkpoint of its own, for instance copied its segments elsewhere. The
   * library only remembers the newest. Its own checkpoints, which {@link SegmentIndex#publish}
   * makes, need no entry.
   *
   * @param name how the application finds it, 1 to {@value #NAME_BYTES_MAX} bytes in UTF-8
   * @param lastId the last entry id that it covers, 0 for none
   */
  record Checkpoint(String name, long lastId) implements SegmentEntry {

    /** Checks the ranges. */
    public Checkpoint {
      requireNotNegative("last id", lastId);
      if (!StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
        throw new IllegalArgumentException("checkpoint name is not Unicode [a lone surrogate]");
      }
      requireCount(
          "bytes of a checkpoint name",
          name.getBytes(StandardCharsets.UTF_8).length,
          1,
          NAME_BYTES_MAX);
    }
  }

  /**
   * One document of one segment.
   *
   * @param segmentId the segment
   * @param document the document's number in it
   */
  record Deletion(long segmentId, int document) implements Comparable<Deletion> {

    private static final Comparator<Deletion> ORDER =
        Comparator.comparingLong(Deletion::segmentId).thenComparingInt(Deletion::document);

    /** Checks the ranges. */
    public Deletion {
      requireNotNegative("segment id", segmentId);
      requireNotNegative("document", document);
    }

    /** Orders by segment, then by document. */
    @Override
    public int compareTo(Deletion other) {
      return ORDER.compare(this, other);
    }
  }

  private static void requireNotNegative(String what, long found) {
    if (found < 0) {
      throw new IllegalArgumentException(what + " out of range [expected>=0, found=" + found + "]");
    }
  }

  private static void requireCount(String what, int found, int min, int max) {
    if (found < min || found > max) {
      throw new IllegalArgumentException(
          what + " out of range [expected=" + min + " to " + max + ", found=" + found + "]");
    }
  }

  /** Refuses a document that a segment does not have. */
  static void requireWithin(int document, long segmentId, int documents) {
    if (document >= documents) {
      throw new IllegalArgumentException(
          "no such document [segment="
              + segmentId
              + ", expected<"
              + documents
              + ", found="
              + document
              + "]");
    }
  }

  private static <T extends Comparable<T>> List<T> sorted(
      String what, Collection<T> given, int min, int max) {
    // Before it is sorted, so that a mistake costs no memory.
    requireCount(what, given.size(), min, max);
    return List.copyOf(new TreeSet<>(given));
  }
}
