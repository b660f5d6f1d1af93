package io.durability.internal.log;

import io.durability.errors.CorruptException;
import io.durability.errors.DurabilityException;
import io.durability.errors.NotFoundException;
import io.durability.internal.format.FrameKind;
import io.durability.internal.format.Frames;
import io.durability.internal.format.SegmentHeader;
import io.durability.storage.Directory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Shows every frame of a log as it stands in the segments, those without an id included. */
public final class FrameWalk {

  private final SegmentHeader header;
  private final SegmentCursor cursor;

  private FrameWalk(SegmentHeader header, SegmentCursor cursor) {
    this.header = header;
    this.cursor = cursor;
  }

  /** Is shown one frame after the other. */
  @FunctionalInterface
  public interface Visitor {
    /** Looks at the frame that the walk is at; false ends the walk. */
    boolean visit(FrameWalk frame) throws IOException;
  }

  /**
   * Walks from an id on, to the end of the log or until the visitor has seen enough.
   *
   * @throws io.durability.errors.TruncatedException if the id has been truncated
   * @throws CorruptException at the first damage, after every frame before it was shown
   * @throws IOException what the visitor throws
   */
  public static void from(Directory directory, long fromId, Visitor visitor) throws IOException {
    Segments segments = Segments.list(directory);
    Optional<SegmentHeader> last = segments.last(false);
    if (last.isEmpty()) {
      return;
    }
    Deque<SegmentHeader> chain = segments.suffix(last.get(), fromId);
    boolean more = true;
    while (more && !chain.isEmpty()) {
      SegmentHeader header = chain.pop();
      more = walk(directory, header, chain.peek(), fromId, visitor);
    }
  }

  /** Walks one segment; returns whether the visitor wants more. */
  private static boolean walk(
      Directory directory,
      SegmentHeader header,
      @Nullable SegmentHeader successor,
      long fromId,
      Visitor visitor)
      throws IOException {
    try (SegmentCursor cursor = open(directory, header, successor)) {
      FrameWalk frame = new FrameWalk(header, cursor);
      while (frame.next(directory)) {
        if (cursor.id() >= fromId && !visitor.visit(frame)) {
          return false;
        }
      }
      return true;
    }
  }

  private static SegmentCursor open(
      Directory directory, SegmentHeader header, @Nullable SegmentHeader successor)
      throws DurabilityException {
    SegmentEnd end =
        successor == null ? SegmentEnd.OPEN : SegmentEnd.recorded(successor.predecessorEnd());
    try {
      return SegmentCursor.open(directory, header, end);
    } catch (NotFoundException | CorruptException e) {
      throw Segments.goneOrCorrupt(directory, header.segment(), "a segment is missing", e);
    }
  }

  private boolean next(Directory directory) throws DurabilityException {
    try {
      return cursor.next();
    } catch (NotFoundException | CorruptException e) {
      throw Segments.goneOrCorrupt(directory, header.segment(), "a segment is missing", e);
    }
  }

  /** Returns the number of the segment that the frame is in. */
  public long segment() {
    return header.segment();
  }

  /** Returns where in the segment the frame begins. */
  public long offset() {
    return cursor.offset();
  }

  /** Returns the entry id; of a watermark the last one before it. */
  public long id() {
    return cursor.id();
  }

  /** Tells whether this is an entry. */
  public boolean isEntry() {
    return cursor.kind() == FrameKind.ENTRY;
  }

  /** Tells whether this is a marker. */
  public boolean isMarker() {
    return cursor.kind() == FrameKind.MARKER;
  }

  /** Tells whether the frame ends an atomic batch. */
  public boolean endsBatch() {
    return cursor.endsBatch();
  }

  /** Tells whether the writer closed the log here. */
  public boolean isClosing() {
    return cursor.kind() == FrameKind.WATERMARK && cursor.isClosing();
  }

  /** Returns the length of the segment that the frame proves durable, or -1. */
  public long durable() {
    long durable = cursor.frameDurable();
    return durable == Frames.UNPROVEN ? SurveyedSegment.UNKNOWN : durable;
  }

  /** Returns the payload, read-only, good until the visitor returns. */
  public ByteBuffer payload() {
    return cursor.payload();
  }
}
