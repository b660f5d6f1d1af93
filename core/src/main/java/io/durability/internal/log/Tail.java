package io.durability.internal.log;

import io.durability.errors.CorruptException;
import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.errors.NotFoundException;
import io.durability.internal.format.CheckpointRef;
import io.durability.internal.format.FrameKind;
import io.durability.internal.format.Limits;
import io.durability.internal.format.SegmentHeader;
import io.durability.storage.Directory;
import io.durability.storage.FileName;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a log ends, as its last segment tells.
 *
 * @param header of the last segment
 * @param end where its valid content ends
 * @param lastId the last id in it, or before it
 * @param durable the length that its frames prove durable
 * @param tornBytes how many bytes of a torn write lie behind the end, as far as can be told
 * @param closed whether its writer closed it cleanly
 * @param checkpoints the committed checkpoints that are kept, newest first
 */
public record Tail(
    SegmentHeader header,
    long end,
    long lastId,
    long durable,
    long tornBytes,
    boolean closed,
    List<CheckpointRef> checkpoints) {

  /** Reads the last segment to its end. */
  static Tail read(Directory directory, SegmentHeader header) throws DurabilityException {
    return read(directory, header, Long.MAX_VALUE);
  }

  /**
   * Reads the last segment to its end, or only up to an atomic batch that reaches an id: what lies
   * behind may be damaged, and a checkpoint that is committed there is none for that id.
   */
  static Tail read(Directory directory, SegmentHeader header, long upToId)
      throws DurabilityException {
    FileName name = LogFiles.segment(header.segment());
    Location location = Location.of(directory, name);
    List<CheckpointRef> checkpoints = new ArrayList<>(header.checkpoints());
    for (CheckpointRef checkpoint : checkpoints) {
      checkRef(checkpoint, header.previousId(), location);
    }
    boolean closed = false;
    try (SegmentCursor cursor = SegmentCursor.open(directory, header, SegmentEnd.OPEN)) {
      while (cursor.lastId() < upToId && cursor.next()) {
        closed = cursor.kind() == FrameKind.WATERMARK && cursor.isClosing();
        if (cursor.kind() == FrameKind.MARKER) {
          Location at = location.at(cursor.offset()).entry(cursor.id());
          CheckpointRef checkpoint =
              CheckpointRef.decode(cursor.payload().order(ByteOrder.LITTLE_ENDIAN), at);
          checkRef(checkpoint, cursor.id() - 1, at);
          if (checkpoint.encodedBytes() != cursor.payload().remaining()) {
            throw CorruptException.mismatch(
                "marker holds more than a checkpoint reference",
                at,
                checkpoint.encodedBytes(),
                cursor.payload().remaining());
          }
          // A publish is above the one before; what is not, no header could name.
          if (!checkpoints.isEmpty() && checkpoint.lastId() <= checkpoints.get(0).lastId()) {
            throw CorruptException.mismatch(
                "marker names an older checkpoint than the one before",
                at,
                "last id > " + checkpoints.get(0).lastId(),
                checkpoint.lastId());
          }
          checkpoints.add(0, checkpoint);
        }
      }
      return new Tail(
          header,
          cursor.end(),
          cursor.lastId(),
          cursor.durable(),
          cursor.tornBytes(),
          closed,
          List.copyOf(
              checkpoints.subList(0, Math.min(checkpoints.size(), Limits.CHECKPOINTS_MAX))));
    } catch (NotFoundException | CorruptException e) {
      throw Segments.goneOrCorrupt(directory, header.segment(), "the last segment is missing", e);
    }
  }

  private static void checkRef(CheckpointRef checkpoint, long lastIdMax, Location location)
      throws CorruptException {
    if (!isNamed(checkpoint)) {
      throw new CorruptException("checkpoint name in a marker or header is invalid", location);
    }
    if (checkpoint.lastId() > lastIdMax) {
      throw CorruptException.mismatch(
          "checkpoint covers entries that are not there",
          location,
          "<=" + lastIdMax,
          checkpoint.lastId());
    }
  }

  /** Tells whether a reference names a file that can be there. */
  static boolean isNamed(CheckpointRef checkpoint) {
    try {
      return FileName.of(checkpoint.name()).value().equals(checkpoint.name());
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
