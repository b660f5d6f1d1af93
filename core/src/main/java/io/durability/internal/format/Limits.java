package io.durability.internal.format;

/** The bounds of format version 1; docs/FORMAT.md says why each is there. */
public final class Limits {

  /** The format version that is written, and the newest that is read. */
  public static final int VERSION = 1;

  /** The largest payload that an option may allow, in bytes. */
  public static final int PAYLOAD_BYTES_MAX = 1 << 30;

  /** The largest atomic batch that an option may allow, with frame headers, in bytes. */
  public static final int BATCH_BYTES_MAX = 1 << 30;

  /** The longest segment header, in bytes. */
  public static final int HEADER_BYTES_MAX = 65_536;

  /** The largest alignment of batches, in bytes. */
  public static final int ALIGNMENT_MAX = 65_536;

  /** The alignment of frames, and the smallest of batches, in bytes. */
  public static final int FRAME_ALIGNMENT = 8;

  /** The most checkpoints that a header names. */
  public static final int CHECKPOINTS_MAX = 16;

  /** The longest checkpoint name, in bytes. */
  public static final int NAME_BYTES_MAX = 1024;

  /** The largest payload of a checkpoint block, in bytes. */
  public static final int BLOCK_BYTES_MAX = 1 << 20;

  private Limits() {}

  /** Rounds up to a multiple of a power of two. */
  public static long roundUp(long value, long powerOfTwo) {
    return Math.addExact(value, powerOfTwo - 1) & -powerOfTwo;
  }
}
