package io.durability.internal.log;

import io.durability.errors.CorruptException;
import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.errors.TruncatedException;
import io.durability.internal.format.Bytes;
import io.durability.internal.format.FrameKind;
import io.durability.internal.format.Frames;
import io.durability.internal.format.Limits;
import io.durability.internal.format.SegmentHeader;
import io.durability.storage.Directory;
import io.durability.storage.FileName;
import io.durability.storage.FileReader;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Walks the frames of one segment, and decides where it ends. Every frame is verified before it is
 * handed out, and an atomic batch only when it is complete.
 *
 * <p>Of a closed segment the end is known, and everything below it must verify. Of the last segment
 * the first place that does not verify is the end, unless a later frame proves that the place had
 * been durable.
 */
final class SegmentCursor implements AutoCloseable {

  /** The end of a segment that no successor has recorded. */
  static final long OPEN = -1;

  private final Directory directory;
  private final Window.Memory memory;
  private FileReader file;
  private Window window;
  private final Frames frames;
  private final SegmentHeader header;
  private final Location location;
  private final QuietEnd quietEnd = new QuietEnd();
  private boolean open;
  private long limit;

  /** Where the next frame to hand out begins; those below {@code batchEnd} are verified. */
  private long position;

  private long batchEnd;
  private long nextId;
  private long durable;
  private long tornEnd;
  private boolean finished;
  private long distrusted = OPEN;

  /** The fill of the window in which the batch was verified. */
  private long verifiedFill;

  private int frameAt;
  private long frameOffset;

  /**
   * Opens a segment and begins behind its header.
   *
   * @param end where the valid content ends, as the successor recorded it, or {@link #OPEN}
   * @throws CorruptException if the file is shorter than that
   */
  static SegmentCursor open(Directory directory, SegmentHeader header, long end)
      throws DurabilityException {
    return open(directory, header, end, new Window.Memory());
  }

  /** Opens a segment, as the other, with memory that no other cursor uses any more. */
  static SegmentCursor open(
      Directory directory, SegmentHeader header, long end, Window.Memory memory)
      throws DurabilityException {
    FileName name = LogFiles.segment(header.segment());
    FileReader file = directory.open(name);
    try {
      return new SegmentCursor(directory, file, header, end, Location.of(directory, name), memory);
    } catch (CorruptException e) {
      file.close();
      throw e;
    }
  }

  private SegmentCursor(
      Directory directory,
      FileReader file,
      SegmentHeader header,
      long end,
      Location location,
      Window.Memory memory)
      throws CorruptException {
    this.directory = directory;
    this.file = file;
    this.header = header;
    this.location = location;
    this.memory = memory;
    this.window = new Window(file, memory);
    this.frames = new Frames(header);
    this.open = end == OPEN;
    this.limit = open ? file.size() : end;
    this.position = header.encodedBytes();
    this.batchEnd = position;
    this.durable = 0;
    this.tornEnd = position;
    this.nextId = header.firstId();
    if (limit > file.size() || limit < position) {
      throw CorruptException.mismatch(
          "segment is shorter than its successor recorded",
          location.at(file.size()).entry(nextId),
          limit,
          file.size());
    }
  }

  /**
   * Goes on with the file as it is now, from where the end was.
   *
   * @param end the end now, or {@link #OPEN}
   */
  void extend(long end) throws DurabilityException {
    FileReader fresh = directory.open(LogFiles.segment(header.segment()));
    file.close();
    file = fresh;
    window = new Window(fresh, memory);
    open = end == OPEN;
    limit = open ? fresh.size() : end;
    finished = false;
    distrusted = OPEN;
    if (limit > fresh.size() || limit < position) {
      throw CorruptException.mismatch(
          "segment became shorter",
          location.at(fresh.size()).entry(nextId),
          Math.max(position, limit),
          fresh.size());
    }
  }

  /**
   * Moves to the next frame.
   *
   * @return false at the end of the valid content
   * @throws CorruptException if bytes that had been durable do not verify
   */
  boolean next() throws DurabilityException {
    if (finished || (position == batchEnd && !findBatch())) {
      finished = true;
      return false;
    }
    frameOffset = position;
    frameAt = window.at(position, Frames.HEADER_BYTES);
    if (window.fills() == verifiedFill) {
      frameAt = window.at(position, framedBytes());
    }
    if (window.fills() != verifiedFill) {
      // The batch is larger than the window: these bytes were read again since they were verified.
      verifyAgain();
    }
    int framed = framedBytes();
    position += framed;
    return true;
  }

  /**
   * Verifies the frame at the position, of which nothing may be trusted before, its length least.
   */
  private void verifyAgain() throws DurabilityException {
    long id = kind() == FrameKind.WATERMARK ? id() + 1 : id();
    String fault = verify(position, id);
    if (fault != null) {
      throw corrupt(fault(position, id, fault), "the same bytes when read again");
    }
    frameAt = window.at(position, Frames.HEADER_BYTES);
    frameAt = window.at(position, framedBytes());
  }

  private int framedBytes() {
    return (int) Frames.framedBytes(Frames.payloadBytes(window.bytes(), frameAt));
  }

  byte kind() {
    return Frames.kind(window.bytes(), frameAt);
  }

  boolean isClosing() {
    return (Frames.flags(window.bytes(), frameAt) & Frames.CLOSED) != 0;
  }

  boolean endsBatch() {
    return (Frames.flags(window.bytes(), frameAt) & Frames.LAST) != 0;
  }

  /** Returns the length that the frame proves durable, or {@link Frames#UNPROVEN}. */
  long frameDurable() {
    return Frames.durableLength(window.bytes(), frameAt, frameOffset);
  }

  long id() {
    return Frames.entryId(window.bytes(), frameAt);
  }

  long offset() {
    return frameOffset;
  }

  /** Returns the payload, read-only, good until the next move. */
  ByteBuffer payload() {
    int from = frameAt + Frames.HEADER_BYTES;
    return window.readOnly().slice(from, Frames.payloadBytes(window.bytes(), frameAt));
  }

  /** Returns the last id of the complete batches seen so far, or of the segments before. */
  long lastId() {
    return nextId - 1;
  }

  /** Returns where the first frame begins: behind the header. */
  long begin() {
    return header.encodedBytes();
  }

  /** Returns where the complete batches seen so far end. */
  long end() {
    return batchEnd;
  }

  /** Returns the length that frames of this segment prove durable, 0 if it has none. */
  long durable() {
    return durable;
  }

  /** Returns, at the end of an open segment, how many bytes of a torn write lie behind it. */
  long tornBytes() {
    return Math.max(0, tornEnd - batchEnd);
  }

  @Override
  public void close() throws DurabilityException {
    file.close();
  }

  /** Verifies the next atomic batch as a whole; false at the end of the content. */
  private boolean findBatch() throws DurabilityException {
    while (true) {
      long size = file.size();
      try {
        return findBatchInFile();
      } catch (TruncatedException e) {
        if (!open) {
          throw e;
        }
        extend(OPEN);
        if (file.size() >= size) {
          throw e;
        }
        // Its writer has given back the zeros behind the end: go on with the shorter file.
      }
    }
  }

  private boolean findBatchInFile() throws DurabilityException {
    while (true) {
      Place place = walkBatch();
      if (place.fault == null) {
        return place.isBatch;
      }
      if (!open) {
        throw corrupt(place, "the rest of a closed segment to verify");
      }
      long now = QuietEnd.fingerprint(window, place.offset, limit);
      if (quietEnd.isQuiet(now)) {
        return false;
      }
      TailSearch search = TailSearch.from(batchEnd, window, frames);
      if (search.durable() <= place.offset) {
        tornEnd = search.tornEnd();
        quietEnd.searchedInVain(now);
        return false;
      }
      if (distrusted == place.offset) {
        throw corrupt(place, "durable, as a later frame proves up to " + search.durable());
      }
      // A live writer may have filled the place after it was read: look once more.
      distrusted = place.offset;
      window.forget();
    }
  }

  /** Where a walk ended: behind a batch, at the end of the content, or at a fault. */
  private record Place(long offset, long entryId, boolean isBatch, @Nullable String fault) {}

  private Place walkBatch() throws DurabilityException {
    long start = position;
    long id = nextId;
    if (start == limit) {
      return open ? fault(start, id, "end of file") : end(start, id);
    }
    if (limit - start < Long.BYTES) {
      return fault(start, id, "frame cut off");
    }
    // Not in one expression: what at() reads may come to stand in another buffer.
    int length = window.at(start, Long.BYTES);
    if (Frames.length(window.bytes(), length) == 0) {
      long next = Math.min(Limits.roundUp(start, header.alignment()), limit);
      if (next == start) {
        return fault(start, id, "zeros in the place of a frame");
      }
      int padding = (int) (next - start);
      int at = window.at(start, padding);
      if (Bytes.firstNonZero(window.bytes(), at, at + padding) < at + padding) {
        return fault(start, id, "padding is not zero");
      }
      start = next;
      if (start == limit) {
        return open ? fault(start, id, "end of file") : end(start, id);
      }
    }
    long at = start;
    // Header first: that a frame is here at all proves that the header had been durable.
    long proven = Math.max(durable, header.encodedBytes());
    while (true) {
      String fault = verify(at, id);
      if (fault != null) {
        return fault(at, id, fault);
      }
      int index = window.at(at, Frames.HEADER_BYTES);
      ByteBuffer bytes = window.bytes();
      proven = Math.max(proven, Frames.durableLength(bytes, index, at));
      if (Frames.kind(bytes, index) != FrameKind.WATERMARK) {
        id++;
      }
      boolean last = (Frames.flags(bytes, index) & Frames.LAST) != 0;
      at += Frames.framedBytes(Frames.payloadBytes(bytes, index));
      if (last) {
        position = start;
        batchEnd = at;
        nextId = id;
        durable = proven;
        verifiedFill = window.fills();
        return new Place(at, id, true, null);
      }
    }
  }

  /**
   * Verifies the frame at an offset and leaves it in the window; returns what is wrong, or null.
   */
  private @Nullable String verify(long offset, long expectedId) throws DurabilityException {
    if (limit - offset < Frames.HEADER_BYTES) {
      return "frame header cut off";
    }
    while (true) {
      int at = window.at(offset, Frames.HEADER_BYTES);
      long fill = window.fills();
      String fault = verify(at, offset, expectedId);
      // The file of a segment that is deleted may be written again while it is read: what verified
      // as a header counts for the payload that was read with it, and no other.
      if (window.fills() == fill) {
        return fault;
      }
    }
  }

  private @Nullable String verify(int index, long offset, long expectedId)
      throws DurabilityException {
    int at = index;
    if (!frames.verifyHeader(window.bytes(), at, offset)) {
      return "frame header does not verify";
    }
    long id = Frames.entryId(window.bytes(), at);
    long expected =
        Frames.kind(window.bytes(), at) == FrameKind.WATERMARK ? expectedId - 1 : expectedId;
    if (id != expected) {
      // Not damage by itself: of a batch in flight, a power loss can take whole frames in the
      // middle
      // and leave zeros that look like padding.
      return "entry id " + id + " in the place of " + expected;
    }
    long framed = Frames.framedBytes(Frames.payloadBytes(window.bytes(), at));
    if (limit - offset < framed) {
      return "frame cut off";
    }
    at = window.at(offset, (int) framed);
    return frames.verifyPayload(window.bytes(), at) ? null : "payload checksum mismatch";
  }

  private static Place fault(long offset, long id, String what) {
    return new Place(offset, id, false, what);
  }

  private static Place end(long offset, long id) {
    return new Place(offset, id, false, null);
  }

  private CorruptException corrupt(Place place, String expected) {
    return CorruptException.mismatch(
        "segment damaged",
        location.at(place.offset).entry(place.entryId),
        expected,
        "" + place.fault);
  }
}
