package io.durability.internal.log;

import io.durability.errors.CorruptException;
import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.errors.NotFoundException;
import io.durability.errors.TruncatedException;
import io.durability.errors.UnavailableException;
import io.durability.errors.UnsupportedException;
import io.durability.internal.format.Frames;
import io.durability.internal.format.Limits;
import io.durability.internal.format.SegmentHeader;
import io.durability.storage.Directory;
import io.durability.storage.FileName;
import io.durability.storage.FileReader;
import io.durability.storage.Pending;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The segments of a log as one listing showed them, and the chain that their headers form: each
 * names the nearest valid segment before it. What lies below the frontier counts as deleted.
 */
final class Segments {

  /** Verifies nothing: for looking at bytes only. */
  private static final Frames NO_FRAMES = new Frames(new UUID(0, 0), 0, 0, 0);

  private final Directory directory;
  private final long frontier;
  private final List<Long> numbers;

  /** Whether there was a checkpoint before the listing. */
  private final boolean publishedBefore;

  private Segments(
      Directory directory, long frontier, List<Long> numbers, boolean publishedBefore) {
    this.directory = directory;
    this.frontier = frontier;
    this.numbers = numbers;
    this.publishedBefore = publishedBefore;
  }

  /**
   * Lists them. The frontier is read first: a segment that goes in between is then missed as a gap
   * and looked at again, never taken for the beginning.
   */
  static Segments list(Directory directory) throws DurabilityException {
    Segments listed = listOnce(directory);
    if (!listed.numbers.isEmpty() || !isPublished(directory)) {
      return listed;
    }
    // A writer may have begun the log since. Where there is a checkpoint by now, there are segments
    // by now: a second listing shows them, unless they are lost.
    Segments again = listOnce(directory);
    return new Segments(directory, again.frontier, again.numbers, true);
  }

  /** Tells whether there was ever a checkpoint, so that there are segments. */
  private static boolean isPublished(Directory directory) throws DurabilityException {
    return !directory.list(LogFiles.CHECKPOINT_PREFIX).isEmpty();
  }

  private static Segments listOnce(Directory directory) throws DurabilityException {
    long frontier = LogFiles.frontier(directory);
    if (frontier == LogFiles.UNFINISHED_COPY) {
      throw new UnavailableException(
          "a copy of a log to this place was not finished, run it again",
          Location.of(directory, LogFiles.frontier(frontier)));
    }
    return new Segments(directory, frontier, LogFiles.listSegments(directory, frontier), false);
  }

  Directory directory() {
    return directory;
  }

  long frontier() {
    return frontier;
  }

  /** Tells whether another listing shows the same. */
  boolean sameAs(Segments other) {
    return frontier == other.frontier && numbers.equals(other.numbers);
  }

  /**
   * Returns the number of the segment to come.
   *
   * @throws CorruptException if there is none: a file that no log wrote has the greatest number
   */
  long nextNumber() throws CorruptException {
    if (lastNumber() == Long.MAX_VALUE) {
      throw CorruptException.mismatch(
          "no segment number is left",
          Location.of(directory, LogFiles.segment(lastNumber())),
          "< " + Long.MAX_VALUE,
          lastNumber());
    }
    return lastNumber() + 1;
  }

  /** Returns the greatest number listed, or 0. */
  long lastNumber() {
    return numbers.isEmpty() ? 0 : numbers.get(numbers.size() - 1);
  }

  /**
   * Finds the last segment with a valid header; those after it are void: their creation was cut
   * off. With {@code sealing}, each is sealed before its header is read, so that no writer that
   * sleeps in between can complete one that was judged void.
   *
   * @return empty if this log has no content at all
   * @throws CorruptException if a header is damaged although frames stand behind it, or segments
   *     are missing
   * @throws TruncatedException if what was listed has been truncated meanwhile: list again
   */
  Optional<SegmentHeader> last(boolean sealing) throws DurabilityException {
    try {
      return lastListed(sealing);
    } catch (CorruptException e) {
      long moved = LogFiles.frontierNow(directory);
      if (moved > frontier) {
        // Half of a file that is being deleted looks damaged.
        throw new TruncatedException(
            "segments were truncated while they were looked at, frontier=" + moved,
            Location.of(directory, LogFiles.SEGMENT_PREFIX),
            e);
      }
      throw e;
    }
  }

  private Optional<SegmentHeader> lastListed(boolean sealing) throws DurabilityException {
    List<Long> invalid = new ArrayList<>();
    // For checkSameLog, while the last one is sealed and read.
    long nextToLast = numbers.size() < 2 ? 0 : numbers.get(numbers.size() - 2);
    Pending<FileReader> before =
        nextToLast == 0
            ? SegmentHeaders.opening(directory, 0)
            : directory.beginOpen(LogFiles.segment(nextToLast));
    for (int i = numbers.size() - 1; i >= 0; i--) {
      long number = numbers.get(i);
      if (sealing) {
        directory.seal(LogFiles.segment(number));
      }
      SegmentHeader header;
      try {
        header =
            SegmentHeaders.decode(directory, number, SegmentHeaders.opening(directory, number));
      } catch (CorruptException e) {
        // Not valid: void, unless checkVoid below finds content. A valid one may stand before it.
        invalid.add(number);
        continue;
      } catch (NotFoundException e) {
        throw goneOrCorrupt(directory, number, "a segment is missing", e);
      }
      // A whole header in the wrong place is no torn one: no crash leaves that.
      SegmentHeaders.checkNumber(directory, number, header);
      for (long voided : invalid) {
        Optional<SegmentHeader> completed = checkVoid(voided, header.logId());
        if (completed.isPresent()) {
          return completed;
        }
      }
      checkSameLog(
          header,
          header.predecessor() == nextToLast
              ? before
              : SegmentHeaders.opening(directory, header.predecessor()));
      return Optional.of(header);
    }
    // Before the second look at those: a writer that publishes has completed its header.
    boolean published =
        frontier > 0 || publishedBefore || (!invalid.isEmpty() && isPublished(directory));
    for (long voided : invalid) {
      Optional<SegmentHeader> completed = checkVoid(voided, null);
      if (completed.isPresent()) {
        return completed;
      }
    }
    if (published) {
      throw CorruptException.mismatch(
          "the log's segments are missing although it was published",
          Location.of(directory, LogFiles.SEGMENT_PREFIX),
          "a segment at or above " + frontier,
          numbers.size() + " without a valid header");
    }
    return Optional.empty();
  }

  /**
   * Returns the headers from the segment that holds an id up to the last one, ascending.
   *
   * @throws TruncatedException if the id lies in segments that were truncated
   * @throws CorruptException if a segment in between is missing or its header is damaged
   */
  Deque<SegmentHeader> suffix(SegmentHeader last, long fromId) throws DurabilityException {
    Deque<SegmentHeader> chain = new ArrayDeque<>();
    chain.push(last);
    SegmentHeader first = last;
    while (first.firstId() > fromId && first.predecessor() != 0) {
      first = predecessor(first);
      chain.push(first);
    }
    if (first.firstId() > fromId) {
      throw CorruptException.mismatch(
          "the log's first segment does not begin with its first entry",
          Location.of(directory, LogFiles.segment(first.segment())).entry(fromId),
          1,
          first.firstId());
    }
    return chain;
  }

  private SegmentHeader predecessor(SegmentHeader header) throws DurabilityException {
    long number = header.predecessor();
    FileName name = LogFiles.segment(number);
    if (number < frontier) {
      throw new TruncatedException(
          "entries have been truncated, first kept=" + header.firstId(),
          Location.of(directory, name));
    }
    try {
      SegmentHeader found = SegmentHeaders.read(directory, number);
      requireSameLog(header, found);
      return found;
    } catch (NotFoundException | CorruptException e) {
      throw goneOrCorrupt(directory, number, "a segment is missing or damaged", e);
    }
  }

  /**
   * Makes sure that the last segment is of the same log as the one before it, as far as that can be
   * read: a writer that went on behind another log's segment would end this log.
   */
  private void checkSameLog(SegmentHeader last, Pending<FileReader> opening)
      throws DurabilityException {
    if (last.predecessor() < Math.max(1, frontier)) {
      return;
    }
    SegmentHeader before;
    try {
      before = SegmentHeaders.read(directory, last.predecessor(), opening);
    } catch (CorruptException | NotFoundException | UnsupportedException e) {
      // Whether it is needed, and so whether this is a failure, is decided by its reader.
      return;
    }
    requireSameLog(last, before);
  }

  private void requireSameLog(SegmentHeader header, SegmentHeader before) throws CorruptException {
    if (!before.logId().equals(header.logId())) {
      throw CorruptException.mismatch(
          "segment of another log",
          Location.of(directory, LogFiles.segment(before.segment())).at(0),
          header.logId(),
          before.logId());
    }
  }

  /**
   * Tells a reader whose place does not read as it should why: it was truncated meanwhile, or it is
   * damaged.
   */
  static DurabilityException goneOrCorrupt(
      Directory directory, long number, String what, DurabilityException cause)
      throws DurabilityException {
    Location location = Location.of(directory, LogFiles.segment(number));
    long frontier = LogFiles.frontierNow(directory);
    if (frontier > number) {
      return new TruncatedException(
          "segment was truncated while it was read, frontier=" + frontier, location, cause);
    }
    return cause instanceof CorruptException
        ? cause
        : new CorruptException(what + ": " + cause.getMessage(), location, cause);
  }

  /**
   * Makes sure that a segment without a valid header never held an entry.
   *
   * @return its header, if a live writer has completed it since it was read
   */
  private Optional<SegmentHeader> checkVoid(long number, @Nullable UUID logId)
      throws DurabilityException {
    FileName name = LogFiles.segment(number);
    try {
      if (!SegmentHeaders.readFile(
          directory,
          name,
          SegmentHeaders.opening(directory, number),
          file -> hasContent(file, number, logId))) {
        return Optional.empty();
      }
    } catch (NotFoundException e) {
      throw goneOrCorrupt(directory, number, "a segment is missing", e);
    }
    try {
      return Optional.of(SegmentHeaders.read(directory, number));
    } catch (NotFoundException e) {
      throw goneOrCorrupt(directory, number, "a segment is missing", e);
    } catch (CorruptException e) {
      throw new CorruptException(
          "segment header is damaged, content stands behind it",
          Location.of(directory, name).at(0),
          e);
    }
  }

  private boolean hasContent(FileReader file, long number, @Nullable UUID logId)
      throws DurabilityException {
    Window window = new Window(file);
    if (logId != null) {
      Frames frames = new Frames(logId, number, 0, Limits.PAYLOAD_BYTES_MAX);
      TailSearch search = TailSearch.from(0, window, frames);
      // What lies beyond the longest header was written behind one that was whole.
      return search.found() || search.contentEnd() > Limits.HEADER_BYTES_MAX;
    }
    // The first header of a log is written alone, and nothing is reserved behind it before it is
    // durable: other bytes there mean that the header had been valid.
    long headerEnd = Limits.roundUp(SegmentHeader.FIXED_BYTES, directory.traits().batchAlignment());
    return headerEnd < file.size()
        && TailSearch.from(headerEnd, window, NO_FRAMES).contentEnd() > headerEnd;
  }
}
