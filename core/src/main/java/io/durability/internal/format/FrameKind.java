package io.durability.internal.format;

/** The kinds of frames, as they stand in the bytes. */
public final class FrameKind {

  /** An entry of the application. */
  public static final byte ENTRY = 1;

  /** The commit of a checkpoint; takes an id like an entry. */
  public static final byte MARKER = 2;

  /** Nothing but a watermark; takes no id. */
  public static final byte WATERMARK = 3;

  private FrameKind() {}
}
