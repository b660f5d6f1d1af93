package io.durability.internal.log;

import io.durability.internal.format.SegmentHeader;
import org.jspecify.annotations.Nullable;

/**
 * A segment as a survey found it.
 *
 * @param number its number
 * @param bytes the length of its file
 * @param role what it is to the log
 * @param header its header, or null if that does not verify or was not looked at
 * @param end where its valid content ends, or {@link #UNKNOWN}
 * @param lastId its last id, or {@link #UNKNOWN}
 */
public record SurveyedSegment(
    long number, long bytes, Role role, @Nullable SegmentHeader header, long end, long lastId) {

  /** What nothing tells. */
  public static final long UNKNOWN = -1;

  /** What a segment is to its log. */
  public enum Role {
    /** A later segment has recorded where it ends. */
    CLOSED,
    /** The last one: its own frames tell where it ends. */
    LAST,
    /** Of the log, but the segment that would tell where it ends is damaged or missing. */
    CUT_OFF,
    /** Its header is damaged although entries were in it. */
    DAMAGED,
    /** It never held an entry: its creation was cut off, or another writer was faster. */
    VOID,
    /** Below the frontier: deleted, but for the file. */
    DELETED
  }

  /** Tells whether it has entries that can be read. */
  boolean isReadable() {
    return role == Role.CLOSED || role == Role.LAST || role == Role.CUT_OFF;
  }
}
