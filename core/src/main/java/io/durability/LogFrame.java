package io.durability;

import io.durability.internal.log.FrameWalk;
import java.nio.ByteBuffer;

/**
 * A frame as it stands in a segment.
 *
 * @param segment the number of the segment
 * @param offset where in the segment it begins
 * @param id the entry id; of a watermark the last one before it
 * @param kind what it is
 * @param endsBatch whether it ends an atomic batch; a single entry is a batch of one
 * @param closing whether the writer closed the log here
 * @param durable the length of the segment that it proves durable, or -1 if it proves nothing
 * @param payload its bytes, read-only, good until the visitor returns
 */
public record LogFrame(
    long segment,
    long offset,
    long id,
    Kind kind,
    boolean endsBatch,
    boolean closing,
    long durable,
    ByteBuffer payload) {

  /** What a frame is. */
  public enum Kind {
    /** An entry of the application. */
    ENTRY,
    /** The commit of a checkpoint; takes an id like an entry. */
    MARKER,
    /** Tells what is durable; takes no id. */
    WATERMARK
  }

  static LogFrame of(FrameWalk frame) {
    return new LogFrame(
        frame.segment(),
        frame.offset(),
        frame.id(),
        frame.isEntry() ? Kind.ENTRY : frame.isMarker() ? Kind.MARKER : Kind.WATERMARK,
        frame.endsBatch(),
        frame.isClosing(),
        frame.durable(),
        frame.payload());
  }
}
