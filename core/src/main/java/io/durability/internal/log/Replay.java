package io.durability.internal.log;

import io.durability.errors.CorruptException;
import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.errors.NotFoundException;
import io.durability.internal.format.FrameKind;
import io.durability.internal.format.SegmentHeader;
import io.durability.storage.Directory;
import java.nio.ByteBuffer;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The entries and markers of a log from an id on, across its segments, in one pass and bounded
 * memory. Each closed segment must end exactly where its successor recorded.
 */
public final class Replay implements AutoCloseable {

  private final Directory directory;
  private final Deque<SegmentHeader> pending;
  private final long fromId;

  /** Where the last segment ends. */
  private final SegmentEnd lastEnd;

  /** Whether the last segment stays open at its end, to be extended. */
  private final boolean following;

  /** For the cursors, of which there is one at a time. */
  private final Window.Memory memory = new Window.Memory();

  private @Nullable SegmentCursor cursor;
  private @Nullable SegmentHeader current;

  private Replay(
      Directory directory,
      Deque<SegmentHeader> pending,
      long fromId,
      SegmentEnd lastEnd,
      boolean following) {
    this.directory = directory;
    this.pending = pending;
    this.fromId = fromId;
    this.lastEnd = lastEnd;
    this.following = following;
  }

  /** Opens the log up to an end that was found before. */
  static Replay upTo(Segments segments, Tail tail, long fromId) throws DurabilityException {
    return new Replay(
        segments.directory(),
        segments.suffix(tail.header(), fromId),
        fromId,
        SegmentEnd.recorded(tail.end()),
        false);
  }

  /** Opens the log up to an end of its last segment that may move on: {@link #extend}. */
  static Replay following(Segments segments, SegmentHeader last, SegmentEnd lastEnd, long fromId)
      throws DurabilityException {
    return new Replay(segments.directory(), segments.suffix(last, fromId), fromId, lastEnd, true);
  }

  /** Moves the end of the last segment on, after {@link #next} has returned false. */
  void extend(SegmentEnd end) throws DurabilityException {
    requireCursor().extend(end);
  }

  /**
   * Moves to the next entry or marker.
   *
   * @return false at the end
   */
  public boolean next() throws DurabilityException {
    while (cursor != null || openNext()) {
      SegmentCursor frames = requireCursor();
      long segment = requireCurrent().segment();
      try {
        while (frames.next()) {
          if (frames.kind() != FrameKind.WATERMARK && frames.id() >= fromId) {
            return true;
          }
        }
        if (following && pending.isEmpty()) {
          return false;
        }
        closeSegment(frames);
      } catch (NotFoundException | CorruptException e) {
        throw Segments.goneOrCorrupt(directory, segment, "segment damaged", e);
      }
    }
    return false;
  }

  /** Returns the kind of the frame moved to. */
  public byte kind() {
    return requireCursor().kind();
  }

  /** Returns the id of the frame moved to. */
  public long id() {
    return requireCursor().id();
  }

  /** Returns the payload of the frame moved to, read-only, good until the next move. */
  public ByteBuffer payload() {
    return requireCursor().payload();
  }

  @Override
  public void close() throws DurabilityException {
    pending.clear();
    if (cursor != null) {
      cursor.close();
      cursor = null;
    }
  }

  private boolean openNext() throws DurabilityException {
    SegmentHeader header = pending.poll();
    if (header == null) {
      return false;
    }
    SegmentHeader successor = pending.peek();
    SegmentEnd end = successor == null ? lastEnd : SegmentEnd.recorded(successor.predecessorEnd());
    try {
      current = header;
      cursor = SegmentCursor.open(directory, header, end, memory);
      return true;
    } catch (NotFoundException | CorruptException e) {
      throw Segments.goneOrCorrupt(directory, header.segment(), "a segment is missing", e);
    }
  }

  private void closeSegment(SegmentCursor frames) throws DurabilityException {
    SegmentHeader successor = pending.peek();
    if (successor != null && successor.previousId() != frames.lastId()) {
      throw CorruptException.mismatch(
          "segment ends with another entry than its successor recorded",
          Location.of(directory, LogFiles.segment(requireCurrent().segment()))
              .at(frames.end())
              .entry(frames.lastId() + 1),
          successor.previousId(),
          frames.lastId());
    }
    frames.close();
    cursor = null;
  }

  private SegmentCursor requireCursor() {
    if (cursor == null) {
      throw new IllegalStateException("not at an entry: next() has not returned true");
    }
    return cursor;
  }

  private SegmentHeader requireCurrent() {
    if (current == null) {
      throw new IllegalStateException("no segment is open");
    }
    return current;
  }
}
