package io.durability.internal.log;

/**
 * Where the content of a segment ends, as far as whoever reads it knows.
 *
 * @param offset behind the last byte of content, or of what may be shown; no matter if open
 */
record SegmentEnd(Kind kind, long offset) {

  /** Nobody has recorded the end: whoever reads the segment finds it. */
  static final SegmentEnd OPEN = new SegmentEnd(Kind.OPEN, -1);

  enum Kind {
    OPEN,
    RECORDED,
    SHOWN
  }

  /** The end of the last frame, as the successor recorded it, or as it was found before. */
  static SegmentEnd recorded(long offset) {
    return new SegmentEnd(Kind.RECORDED, offset);
  }

  /** Up to where content may be shown: behind a batch, or behind the zeros that follow it. */
  static SegmentEnd shown(long offset) {
    return new SegmentEnd(Kind.SHOWN, offset);
  }

  boolean isOpen() {
    return kind == Kind.OPEN;
  }

  boolean isRecorded() {
    return kind == Kind.RECORDED;
  }
}
