package io.durability.internal.log;

import io.durability.errors.CorruptException;
import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.errors.NotFoundException;
import io.durability.errors.TruncatedException;
import io.durability.internal.format.SegmentHeader;
import io.durability.storage.Directory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads a log that may be growing: hands out what may be seen by now, and looks for more when
 * asked.
 *
 * <p>What may be seen of the last segment is what a watermark in it proves durable, found by a
 * second cursor, the scout, that walks ahead; or, without a scout, everything that verifies, if the
 * reader wants that or the store shows durable bytes only.
 */
public final class Follower implements AutoCloseable {

  private final Directory directory;
  private final boolean onlyProven;
  private final LongSupplier idLimit;
  private long nextId;
  private long listedLast;

  /** The last segment that has a valid header; those listed after it have none yet, or never. */
  private long lastValid;

  private @Nullable Replay replay;
  private @Nullable SegmentCursor scout;
  private long seenEnd;

  /** What the scout came upon, to be told when all before it has been handed out. */
  private @Nullable DurabilityException damage;

  /** Something failed, and what is open may stand anywhere. */
  private boolean lost;

  private boolean closed;

  /** The replay stands at a frame that was not yet to be seen. */
  private boolean heldBack;

  private Follower(Directory directory, long fromId, boolean onlyProven, LongSupplier idLimit) {
    this.directory = directory;
    this.nextId = fromId;
    this.onlyProven = onlyProven && !directory.traits().readsOnlyDurable();
    this.idLimit = idLimit;
  }

  /**
   * Opens the log from an id on.
   *
   * @param onlyProven whether to hand out only what is proven durable
   * @param idLimit tells the greatest id that may be seen by now
   */
  public static Follower open(
      Directory directory, long fromId, boolean onlyProven, LongSupplier idLimit)
      throws DurabilityException {
    Follower follower = new Follower(directory, fromId, onlyProven, idLimit);
    boolean opened = false;
    try {
      follower.reopen(Segments.list(directory));
      opened = true;
      return follower;
    } finally {
      if (!opened) {
        follower.close();
      }
    }
  }

  /**
   * Moves to the next entry or marker. If it throws, the next call begins again behind the last one
   * that it moved to.
   *
   * @return false if there is none to be seen yet
   */
  public boolean next() throws DurabilityException {
    requireOpen();
    try {
      if (lost) {
        reopen(Segments.list(directory));
      }
      return nextSeen();
    } catch (DurabilityException e) {
      lost = true;
      throw e;
    }
  }

  private boolean nextSeen() throws DurabilityException {
    if (replay == null || (!heldBack && !replay.next())) {
      if (damage != null) {
        throw damage;
      }
      return false;
    }
    heldBack = replay.id() > idLimit.getAsLong();
    if (heldBack) {
      return false;
    }
    nextId = replay.id() + 1;
    return true;
  }

  /**
   * Looks whether the log has grown, after {@link #next} has returned false.
   *
   * @return whether it may have: false if {@link #next} would return false again
   */
  public boolean refresh() throws DurabilityException {
    requireOpen();
    try {
      return look();
    } catch (DurabilityException e) {
      lost = true;
      throw e;
    }
  }

  private boolean look() throws DurabilityException {
    if (heldBack) {
      return replay != null && replay.id() <= idLimit.getAsLong();
    }
    Segments segments = Segments.list(directory);
    if (replay == null || lost || hasMovedOn(segments)) {
      reopen(segments);
      return true;
    }
    try {
      if (scout == null) {
        replay.extend(SegmentEnd.OPEN);
        return true;
      }
      scout.extend(SegmentEnd.OPEN);
      long end = walkAhead(scout);
      if (end == seenEnd) {
        return false;
      }
      seenEnd = end;
      replay.extend(SegmentEnd.shown(end));
      return true;
    } catch (NotFoundException | CorruptException e) {
      throw Segments.goneOrCorrupt(directory, lastValid, "the last segment is missing", e);
    }
  }

  /** Returns how long to rest between two looks. */
  public Duration lookInterval() {
    return directory.traits().lookInterval();
  }

  /** Returns the kind of the frame moved to. */
  public byte kind() {
    return required().kind();
  }

  /** Returns the id of the frame moved to. */
  public long id() {
    return required().id();
  }

  /** Returns the payload of the frame moved to, read-only, good until the next move. */
  public ByteBuffer payload() {
    return required().payload();
  }

  @Override
  public void close() throws DurabilityException {
    closed = true;
    closeFiles();
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("reader is closed [" + Location.of(directory) + "]");
    }
  }

  private void closeFiles() throws DurabilityException {
    try {
      if (replay != null) {
        replay.close();
        replay = null;
      }
    } finally {
      if (scout != null) {
        scout.close();
        scout = null;
      }
    }
  }

  private boolean hasMovedOn(Segments segments) throws DurabilityException {
    if (segments.lastNumber() != listedLast) {
      return true;
    }
    // A segment is listed before its header is complete: that it was void then is not for ever.
    return listedLast != lastValid
        && segments.last(false).map(SegmentHeader::segment).orElse(lastValid) != lastValid;
  }

  private void reopen(Segments segments) throws DurabilityException {
    closeFiles();
    heldBack = false;
    lost = false;
    damage = null;
    Optional<SegmentHeader> last = segments.last(false);
    listedLast = segments.lastNumber();
    if (last.isEmpty()) {
      return;
    }
    SegmentHeader header = last.get();
    lastValid = header.segment();
    if (!onlyProven) {
      replay = Replay.following(segments, header, SegmentEnd.OPEN, nextId);
      return;
    }
    try {
      scout = SegmentCursor.open(directory, header, SegmentEnd.OPEN);
      seenEnd = walkAhead(scout);
    } catch (NotFoundException | CorruptException e) {
      DurabilityException why =
          Segments.goneOrCorrupt(directory, header.segment(), "the last segment is missing", e);
      if (scout == null || why instanceof TruncatedException) {
        throw why;
      }
      damage = why;
      seenEnd = provenEnd(scout);
    }
    replay = Replay.following(segments, header, SegmentEnd.shown(seenEnd), nextId);
  }

  /** Walks to the end of the last segment; returns the end of what may be seen of it. */
  private long walkAhead(SegmentCursor cursor) throws DurabilityException {
    boolean more = cursor.next();
    while (more) {
      more = cursor.next();
    }
    return provenEnd(cursor);
  }

  private static long provenEnd(SegmentCursor cursor) {
    // A watermark counts the zeros behind a batch, which the next claimant may give back.
    return Math.max(Math.min(cursor.durable(), cursor.end()), cursor.begin());
  }

  private Replay required() {
    if (replay == null) {
      throw new IllegalStateException("not at an entry: next() has not returned true");
    }
    return replay;
  }
}
