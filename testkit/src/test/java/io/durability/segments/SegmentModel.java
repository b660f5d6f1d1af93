package io.durability.segments;

import io.durability.segments.SegmentEntry.AddSegment;
import io.durability.segments.SegmentEntry.CancelMerge;
import io.durability.segments.SegmentEntry.Checkpoint;
import io.durability.segments.SegmentEntry.DeleteDocuments;
import io.durability.segments.SegmentEntry.Deletion;
import io.durability.segments.SegmentEntry.EndMerge;
import io.durability.segments.SegmentEntry.StartMerge;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A segment index as plain maps, written from the rules in {@link SegmentState}'s text and not from
 * its code: each segment is the list of its documents, each true or false for deleted.
 */
final class SegmentModel {

  private final Map<Long, List<Boolean>> segments = new TreeMap<>();
  private final Map<Long, TreeSet<Long>> merges = new TreeMap<>();
  private String checkpoint = "none";
  private long covered;

  /** Applies an entry if it fits, and tells whether it did. */
  boolean apply(SegmentEntry entry, long lastId) {
    if (entry instanceof AddSegment add) {
      return segments.putIfAbsent(add.segmentId(), documents(add.documents())) == null;
    } else if (entry instanceof StartMerge start) {
      return start(start);
    } else if (entry instanceof CancelMerge cancel) {
      return merges.remove(cancel.mergeId()) != null;
    } else if (entry instanceof EndMerge end) {
      return end(end);
    } else if (entry instanceof DeleteDocuments delete) {
      return delete(delete);
    }
    Checkpoint next = (Checkpoint) entry;
    boolean fits = next.lastId() <= lastId && next.lastId() >= covered;
    if (fits) {
      checkpoint = next.name() + "@" + next.lastId();
      covered = next.lastId();
    }
    return fits;
  }

  private boolean start(StartMerge start) {
    boolean fits =
        !merges.containsKey(start.mergeId())
            && segments.keySet().containsAll(start.segmentIds())
            && merges.values().stream()
                .allMatch(other -> Collections.disjoint(other, start.segmentIds()));
    if (fits) {
      merges.put(start.mergeId(), new TreeSet<>(start.segmentIds()));
    }
    return fits;
  }

  private boolean end(EndMerge end) {
    if (!merges.containsKey(end.mergeId()) || segments.containsKey(end.segmentId())) {
      return false;
    }
    List<Boolean> before = new ArrayList<>();
    merges.get(end.mergeId()).forEach(id -> before.addAll(segments.get(id)));
    List<Boolean> merged = documents(end.documents());
    end.deleted().forEach(document -> merged.set(document, true));
    if (merged.size() > before.size()
        || Collections.frequency(merged, false) > Collections.frequency(before, false)) {
      return false;
    }
    segments.keySet().removeAll(merges.remove(end.mergeId()));
    segments.put(end.segmentId(), merged);
    return true;
  }

  private boolean delete(DeleteDocuments delete) {
    for (Deletion each : delete.deletions()) {
      if (segments.getOrDefault(each.segmentId(), List.of()).size() <= each.document()) {
        return false;
      }
    }
    delete.deletions().forEach(each -> segments.get(each.segmentId()).set(each.document(), true));
    return true;
  }

  private static List<Boolean> documents(int count) {
    return new ArrayList<>(Collections.nCopies(count, false));
  }

  SegmentModel copy() {
    SegmentModel copy = new SegmentModel();
    segments.forEach((id, documents) -> copy.segments.put(id, new ArrayList<>(documents)));
    merges.forEach((id, taken) -> copy.merges.put(id, new TreeSet<>(taken)));
    copy.checkpoint = checkpoint;
    copy.covered = covered;
    return copy;
  }

  /** Everything that a state tells, as a text. */
  @Override
  public String toString() {
    return segments + " " + merges + " " + checkpoint;
  }

  /** The same text of a state, from what it tells. */
  static String text(SegmentState state) {
    SegmentModel model = new SegmentModel();
    for (SegmentState.Segment segment : state.segments()) {
      List<Boolean> documents = documents(segment.documents());
      for (int document = 0; document < documents.size(); document++) {
        documents.set(document, state.isDeleted(segment.id(), document));
      }
      if (Collections.frequency(documents, true) != segment.deleted()) {
        throw new AssertionError(segment + " has other deletions: " + documents);
      }
      model.segments.put(segment.id(), documents);
    }
    for (SegmentState.Merge merge : state.merges()) {
      model.merges.put(merge.id(), new TreeSet<>(merge.segmentIds()));
    }
    state.checkpoint().ifPresent(c -> model.checkpoint = c.name() + "@" + c.lastId());
    return model.toString();
  }
}
