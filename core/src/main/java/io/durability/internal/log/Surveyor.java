package io.durability.internal.log;

import io.durability.errors.CorruptException;
import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.internal.format.CheckpointRef;
import io.durability.internal.format.SegmentHeader;
import io.durability.internal.log.SurveyedSegment.Role;
import io.durability.storage.Directory;
import io.durability.storage.FileInfo;
import io.durability.storage.FileName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes one survey: reads every header, and follows the chain from the last segment back. */
final class Surveyor {

  private final Segments segments;
  private final Directory directory;
  private final NavigableMap<Long, SegmentHeader> headers = new TreeMap<>();
  private final Map<Long, CorruptException> broken = new HashMap<>();
  private final Map<Long, SurveyedSegment> found = new HashMap<>();
  private final NavigableMap<Long, Long> sizes = new TreeMap<>();
  private final List<CorruptException> damages = new ArrayList<>();
  private @Nullable Tail tail;

  /** The last header that can be read is not of the last segment: those behind it are damaged. */
  private boolean cutOff;

  Surveyor(Segments segments) {
    this.segments = segments;
    this.directory = segments.directory();
  }

  Survey survey() throws DurabilityException {
    // Before the log's end is looked for: a live writer moves both on, the log first.
    List<FileName> checkpoints = LogFiles.listOwnCheckpoints(directory);
    readHeaders();
    SegmentHeader last = findLast();
    if (last != null) {
      follow(last);
    }
    Tail end = tail;
    if (end != null) {
      CheckpointProof.lostEntries(directory, checkpoints, end.header().logId(), end.lastId())
          .ifPresent(this::damage);
    }
    List<CheckpointRef> kept = kept(last);
    return new Survey(
        segments.frontier(),
        sizes.keySet().stream().map(this::surveyed).toList(),
        tail,
        kept,
        directory.list(LogFiles.CHECKPOINT_PREFIX),
        List.copyOf(damages));
  }

  private void readHeaders() throws DurabilityException {
    for (FileInfo file : directory.list(LogFiles.SEGMENT_PREFIX)) {
      OptionalLong number = LogFiles.segmentNumber(file.name());
      if (number.isEmpty()) {
        continue;
      }
      sizes.put(number.getAsLong(), file.size());
      if (number.getAsLong() < segments.frontier()) {
        continue;
      }
      try {
        headers.put(number.getAsLong(), SegmentHeaders.read(directory, number.getAsLong()));
      } catch (CorruptException e) {
        broken.put(number.getAsLong(), e);
      }
    }
  }

  private @Nullable SegmentHeader findLast() throws DurabilityException {
    try {
      // Also tells whether segments behind the last one are void, as recovery would.
      SegmentHeader last = segments.last(false).orElse(null);
      if (last != null) {
        headers.put(last.segment(), last);
      }
    } catch (CorruptException e) {
      damage(e);
      cutOff =
          !headers.isEmpty()
              && broken.keySet().stream().anyMatch(number -> number > headers.lastKey());
    }
    return headers.isEmpty() ? null : headers.lastEntry().getValue();
  }

  private void follow(SegmentHeader last) throws DurabilityException {
    if (cutOff) {
      found(last, Role.CUT_OFF, SurveyedSegment.UNKNOWN, SurveyedSegment.UNKNOWN);
    } else {
      try {
        tail = Tail.read(directory, last);
        found(last, Role.LAST, tail.end(), tail.lastId());
      } catch (CorruptException e) {
        damage(e);
        found(last, Role.LAST, SurveyedSegment.UNKNOWN, SurveyedSegment.UNKNOWN);
      }
    }
    SegmentHeader header = last;
    while (header.predecessor() != 0 && header.predecessor() >= segments.frontier()) {
      long number = header.predecessor();
      SegmentHeader before = headers.get(number);
      if (before != null && before.logId().equals(header.logId())) {
        found(before, Role.CLOSED, header.predecessorEnd(), header.previousId());
      } else {
        damage(missing(number, before, header));
        Map.Entry<Long, SegmentHeader> lower = headers.lowerEntry(number);
        if (lower == null) {
          return;
        }
        before = lower.getValue();
        found(before, Role.CUT_OFF, SurveyedSegment.UNKNOWN, SurveyedSegment.UNKNOWN);
      }
      header = before;
    }
    if (header.predecessor() == 0 && header.firstId() != 1) {
      damage(
          CorruptException.mismatch(
              "the log's first segment does not begin with its first entry",
              at(header.segment()).entry(1),
              1,
              header.firstId()));
    }
  }

  private CorruptException missing(
      long number, @Nullable SegmentHeader other, SegmentHeader successor) {
    if (other != null) {
      return CorruptException.mismatch(
          "segment of another log", at(number), successor.logId(), other.logId());
    }
    CorruptException known = broken.get(number);
    if (known != null) {
      found.put(number, unread(number, Role.DAMAGED));
      return known;
    }
    return new CorruptException(
        "a segment is missing, segment " + successor.segment() + " follows it", at(number));
  }

  private List<CheckpointRef> kept(@Nullable SegmentHeader last) throws DurabilityException {
    Tail end = tail;
    if (end != null) {
      return end.checkpoints();
    }
    if (last != null && cutOff) {
      return keptAsFarAsTold(last);
    }
    // What is wrong with the others was told when the end was looked for.
    return last == null ? List.of() : last.checkpoints().stream().filter(Tail::isNamed).toList();
  }

  /**
   * Returns the checkpoints that a segment names which is not the last one. What it kept, the
   * publish behind it may rightly have deleted.
   */
  private List<CheckpointRef> keptAsFarAsTold(SegmentHeader header) throws DurabilityException {
    List<CheckpointRef> named;
    try {
      named = Tail.read(directory, header).checkpoints();
    } catch (CorruptException e) {
      damage(e);
      named = header.checkpoints().stream().filter(Tail::isNamed).toList();
    }
    List<CheckpointRef> there = new ArrayList<>();
    for (CheckpointRef checkpoint : named) {
      if (directory.stat(FileName.of(checkpoint.name())).isPresent()) {
        there.add(checkpoint);
      }
    }
    return there;
  }

  private SurveyedSegment surveyed(long number) {
    SurveyedSegment segment = found.get(number);
    if (segment != null) {
      return segment;
    }
    if (number < segments.frontier()) {
      return unread(number, Role.DELETED);
    }
    String file = LogFiles.segment(number).value();
    boolean damaged = damages.stream().anyMatch(damage -> file.equals(damage.location().file()));
    return unread(number, damaged ? Role.DAMAGED : Role.VOID);
  }

  private void found(SegmentHeader header, Role role, long end, long lastId) {
    long number = header.segment();
    found.put(
        number,
        new SurveyedSegment(number, sizes.getOrDefault(number, 0L), role, header, end, lastId));
    sizes.putIfAbsent(number, 0L);
  }

  private SurveyedSegment unread(long number, Role role) {
    return new SurveyedSegment(
        number,
        sizes.getOrDefault(number, 0L),
        role,
        headers.get(number),
        SurveyedSegment.UNKNOWN,
        SurveyedSegment.UNKNOWN);
  }

  private Location at(long number) {
    return Location.of(directory, LogFiles.segment(number));
  }

  private void damage(CorruptException damage) {
    damages.add(damage);
  }
}
