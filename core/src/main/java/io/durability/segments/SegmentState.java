package io.durability.segments;

import io.durability.StateCodec;
import io.durability.segments.SegmentEntry.AddSegment;
import io.durability.segments.SegmentEntry.CancelMerge;
import io.durability.segments.SegmentEntry.Checkpoint;
import io.durability.segments.SegmentEntry.DeleteDocuments;
import io.durability.segments.SegmentEntry.Deletion;
import io.durability.segments.SegmentEntry.EndMerge;
import io.durability.segments.SegmentEntry.StartMerge;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What the entries of a segment index lead to: the live segments, the documents deleted in them,
 * the merges in progress, and the newest checkpoint of the application's own.
 *
 * <p>A state is changed by {@link #apply} alone, and only by an entry that fits it:
 *
 * <ul>
 *   <li>a segment is added under an id that no live segment has;
 *   <li>a merge takes live segments that no other merge in progress has taken, under an id that no
 *       other merge in progress has;
 *   <li>only a merge in progress is cancelled or ended;
 *   <li>a merged segment has an id that no live segment has, at most as many documents as those
 *       that went into it, and at most as many that are not deleted as they have now: what was
 *       deleted while the merge ran does not come back by it;
 *   <li>documents are deleted in live segments, within their number of documents;
 *   <li>an application's checkpoint covers no less than the one before it.
 * </ul>
 *
 * <p>A merge that was in progress when the process died is still in progress in the recovered
 * state. The application runs it again or cancels it.
 *
 * <p>Memory: up to one bit for each document of a segment that has deletions. Threads: one at a
 * time; {@link #copy} gives another thread a state of its own.
 */
public final class SegmentState {

  final NavigableMap<Long, LiveSegment> live;
  final NavigableMap<Long, List<Long>> merges;
  @Nullable Checkpoint checkpoint;

  /** Creates the state of an index without segments. */
  public SegmentState() {
    this(new TreeMap<>(), new TreeMap<>(), null);
  }

  private SegmentState(
      NavigableMap<Long, LiveSegment> live,
      NavigableMap<Long, List<Long>> merges,
      @Nullable Checkpoint checkpoint) {
    this.live = live;
    this.merges = merges;
    this.checkpoint = checkpoint;
  }

  /**
   * A live segment, as it was when this was asked for.
   *
   * @param id its id
   * @param documents how many documents it has, deleted ones included
   * @param deleted how many of them are deleted
   * @param merge the id of the merge in progress that has taken it, if one has
   */
  public record Segment(long id, int documents, int deleted, OptionalLong merge) {}

  /**
   * A merge in progress.
   *
   * @param id its id
   * @param segmentIds the segments it has taken, sorted
   */
  public record Merge(long id, List<Long> segmentIds) {}

  /**
   * Returns the codec of states, for checkpoints. Equal states have equal bytes, whatever the
   * entries were that led to them. Threads: any.
   */
  public static StateCodec<SegmentState> codec() {
    return SegmentStateCodec.INSTANCE;
  }

  /**
   * Checks that an entry fits this state.
   *
   * @throws IllegalArgumentException if it does not; the message says why
   */
  public void check(SegmentEntry entry) {
    if (entry instanceof AddSegment add) {
      requireFree("segment", add.segmentId(), live);
    } else if (entry instanceof StartMerge start) {
      checkStart(start);
    } else if (entry instanceof CancelMerge cancel) {
      require("merge in progress", cancel.mergeId(), merges);
    } else if (entry instanceof EndMerge end) {
      checkEnd(end);
    } else if (entry instanceof DeleteDocuments delete) {
      for (Deletion deletion : delete.deletions()) {
        LiveSegment segment = require("live segment", deletion.segmentId(), live);
        SegmentEntry.requireWithin(deletion.document(), segment.id, segment.documents);
      }
    } else if (entry instanceof Checkpoint next) {
      if (checkpoint != null && next.lastId() < checkpoint.lastId()) {
        throw invalid("last id of a checkpoint", ">=" + checkpoint.lastId(), next.lastId());
      }
    }
  }

  private void checkStart(StartMerge start) {
    requireFree("merge", start.mergeId(), merges);
    for (long id : start.segmentIds()) {
      LiveSegment segment = require("live segment", id, live);
      if (segment.merge.isPresent()) {
        throw invalid("merge of segment " + id, "none in progress", segment.merge.getAsLong());
      }
    }
  }

  private void checkEnd(EndMerge end) {
    long documents = 0;
    long left = 0;
    for (long id : require("merge in progress", end.mergeId(), merges)) {
      LiveSegment segment = require("live segment", id, live);
      documents += segment.documents;
      left += segment.documents - segment.deletedCount();
    }
    requireFree("segment", end.segmentId(), live);
    if (end.documents() > documents) {
      throw invalid("documents of the merged segment", "<=" + documents, end.documents());
    }
    long mergedLeft = (long) end.documents() - end.deleted().size();
    if (mergedLeft > left) {
      throw invalid("documents not deleted in the merged segment", "<=" + left, mergedLeft);
    }
  }

  /**
   * Changes the state as an entry says.
   *
   * @throws IllegalArgumentException as {@link #check} does; the state is not changed
   */
  public void apply(SegmentEntry entry) {
    check(entry);
    if (entry instanceof AddSegment add) {
      live.put(add.segmentId(), new LiveSegment(add.segmentId(), add.documents()));
    } else if (entry instanceof StartMerge start) {
      merges.put(start.mergeId(), start.segmentIds());
      for (long id : start.segmentIds()) {
        owned(id).merge = OptionalLong.of(start.mergeId());
      }
    } else if (entry instanceof CancelMerge cancel) {
      for (long id : taken(cancel.mergeId())) {
        owned(id).merge = OptionalLong.empty();
      }
    } else if (entry instanceof EndMerge end) {
      live.keySet().removeAll(taken(end.mergeId()));
      LiveSegment merged = new LiveSegment(end.segmentId(), end.documents());
      end.deleted().forEach(merged::delete);
      live.put(merged.id, merged);
    } else if (entry instanceof DeleteDocuments delete) {
      for (Deletion deletion : delete.deletions()) {
        owned(deletion.segmentId()).delete(deletion.document());
      }
    } else if (entry instanceof Checkpoint next) {
      checkpoint = next;
    }
  }

  /** Takes a merge in progress out, and returns its segments. */
  private List<Long> taken(long mergeId) {
    List<Long> segmentIds = require("merge in progress", mergeId, merges);
    merges.remove(mergeId);
    return segmentIds;
  }

  /** Returns a segment that no copy of this state shares, so that it can be changed. */
  private LiveSegment owned(long id) {
    LiveSegment segment = require("live segment", id, live);
    if (segment.shared) {
      segment = segment.copy();
      live.put(id, segment);
    }
    return segment;
  }

  /** Returns the live segments, by rising id. */
  public List<Segment> segments() {
    List<Segment> all = new ArrayList<>(live.size());
    live.values().forEach(segment -> all.add(segment.view()));
    return all;
  }

  /** Returns the live segment of an id, or empty if there is none. */
  public Optional<Segment> segment(long id) {
    return Optional.ofNullable(live.get(id)).map(LiveSegment::view);
  }

  /**
   * Returns the deleted documents of a live segment, by rising number, as they are now.
   *
   * @throws IllegalArgumentException if no live segment has this id
   */
  public IntStream deletedDocuments(long segmentId) {
    return IntStream.of(require("live segment", segmentId, live).deleted().toArray());
  }

  /**
   * Tells whether a document is deleted.
   *
   * @throws IllegalArgumentException if no live segment has this id, or it has no such document
   */
  public boolean isDeleted(long segmentId, int document) {
    LiveSegment segment = require("live segment", segmentId, live);
    SegmentEntry.requireWithin(document, segmentId, segment.documents);
    return segment.isDeleted(document);
  }

  /** Returns the merges in progress, by rising id. */
  public List<Merge> merges() {
    List<Merge> all = new ArrayList<>(merges.size());
    merges.forEach((id, segmentIds) -> all.add(new Merge(id, segmentIds)));
    return all;
  }

  /** Returns the newest checkpoint of the application's own, or empty if it made none. */
  public Optional<Checkpoint> checkpoint() {
    return Optional.ofNullable(checkpoint);
  }

  /**
   * Returns a state that is equal to this one and changes on its own. It costs time by the number
   * of segments; what is deleted in a segment is copied only when one of the two changes it.
   */
  public SegmentState copy() {
    live.values().forEach(segment -> segment.shared = true);
    return new SegmentState(new TreeMap<>(live), new TreeMap<>(merges), checkpoint);
  }

  /** Tells how much there is, for a message. */
  @Override
  public String toString() {
    return "segments=" + live.size() + ", merges=" + merges.size();
  }

  private static <T> T require(String what, long id, SortedMap<Long, T> in) {
    T found = in.get(id);
    if (found == null) {
      throw new IllegalArgumentException("no such " + what + " [id=" + id + "]");
    }
    return found;
  }

  private static void requireFree(String what, long id, SortedMap<Long, ?> in) {
    if (in.containsKey(id)) {
      throw new IllegalArgumentException(what + " id is taken [id=" + id + "]");
    }
  }

  private static IllegalArgumentException invalid(String what, Object expected, Object found) {
    return new IllegalArgumentException(what + " [expected=" + expected + ", found=" + found + "]");
  }
}
