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

  private static final long NOWHERE = -1;

  private final Directory directory;
  private final Window.Memory memory;
  private FileReader file;
  private Window window;
  private FrameVerifier verifier;
  private final Frames frames;
  private final SegmentHeader header;
  private final Location location;
  private final QuietEnd quietEnd = new QuietEnd();
  private SegmentEnd end;
  private long limit;

  /** Where the next frame to hand out begins; those below {@code batchEnd} are verified. */
  private long position;

  private long batchEnd;
  private long nextId;
  private long durable;
  private long tornEnd;
  private boolean finished;
  private long distrusted = NOWHERE;

  /** The fill of the window in which the batch was verified. */
  private long verifiedFill;

  /** Of the frame moved to; read once, since every layer above asks. */
  private int frameAt;

  private long frameOffset;
  private byte kind;
  private int payloadBytes;

  /** The last id handed out, or of the segments before. */
  private long handedId;

  /**
   * Opens a segment and begins behind its header.
   *
   * @throws CorruptException if the file is shorter than its content
   */
  static SegmentCursor open(Directory directory, SegmentHeader header, SegmentEnd end)
      throws DurabilityException {
    return open(directory, header, end, new Window.Memory());
  }

  /** Opens a segment, as the other, with memory that no other cursor uses any more. */
  static SegmentCursor open(
      Directory directory, SegmentHeader header, SegmentEnd end, Window.Memory memory)
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
      SegmentEnd end,
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
    this.verifier = new FrameVerifier(window, frames);
    this.end = end;
    this.limit = end.isOpen() ? file.size() : end.offset();
    this.position = header.encodedBytes();
    this.batchEnd = position;
    this.durable = 0;
    this.tornEnd = position;
    this.nextId = header.firstId();
    this.handedId = header.previousId();
    if (limit > file.size() || limit < position) {
      throw CorruptException.mismatch(
          "segment is shorter than its content",
          location.at(file.size()).entry(nextId),
          Math.max(position, limit),
          file.size());
    }
  }

  /**
   * Goes on with the file as it is now, from where the end was.
   *
   * @param now the end now
   */
  void extend(SegmentEnd now) throws DurabilityException {
    FileReader fresh = directory.open(LogFiles.segment(header.segment()));
    file.close();
    file = fresh;
    window = new Window(fresh, memory);
    verifier = new FrameVerifier(window, frames);
    end = now;
    limit = end.isOpen() ? fresh.size() : end.offset();
    finished = false;
    distrusted = NOWHERE;
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
    ByteBuffer bytes = window.bytes();
    kind = Frames.kind(bytes, frameAt);
    payloadBytes = Frames.payloadBytes(bytes, frameAt);
    handedId = Frames.entryId(bytes, frameAt);
    position += Frames.framedBytes(payloadBytes);
    return true;
  }

  /**
   * Verifies the frame at the position, of which nothing may be trusted before, its length least.
   */
  private void verifyAgain() throws DurabilityException {
    FrameVerifier.Fault fault = verifier.verify(position, limit, handedId + 1);
    if (fault != null) {
      throw corrupt(
          new Place(position, handedId + 1, fault.what()), "the same bytes when read again");
    }
    frameAt = window.at(position, Frames.HEADER_BYTES);
    frameAt = window.at(position, framedBytes());
  }

  private int framedBytes() {
    return (int) Frames.framedBytes(Frames.payloadBytes(window.bytes(), frameAt));
  }

  byte kind() {
    return kind;
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
    return handedId;
  }

  long offset() {
    return frameOffset;
  }

  /** Returns the payload, read-only, good until the next move. */
  ByteBuffer payload() {
    return window.readOnly().slice(frameAt + Frames.HEADER_BYTES, payloadBytes);
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
      try {
        return findBatchInFile();
      } catch (TruncatedException e) {
        if (!end.isOpen()) {
          throw e;
        }
        long size = file.size();
        extend(SegmentEnd.OPEN);
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
      if (place == null) {
        return true;
      }
      if (place.fault == null) {
        return false;
      }
      if (!end.isOpen()) {
        throw corrupt(place, "what lies before the end to verify");
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

  /** Where a walk found no batch: at the end of the content, if nothing is wrong there. */
  private record Place(long offset, long entryId, @Nullable String fault) {}

  /** Walks over the next atomic batch and verifies it; returns null behind it. */
  private @Nullable Place walkBatch() throws DurabilityException {
    long start = position;
    long id = nextId;
    if (start == limit) {
      return atLimit(start, id);
    }
    if (limit - start < Long.BYTES) {
      return new Place(start, id, "frame cut off");
    }
    // Not in one expression: what at() reads may come to stand in another buffer.
    int length = window.at(start, Long.BYTES);
    if (Frames.length(window.bytes(), length) == 0) {
      long next = Math.min(Limits.roundUp(start, header.alignment()), limit);
      if (next == start) {
        return new Place(start, id, "zeros in the place of a frame");
      }
      int padding = (int) (next - start);
      int at = window.at(start, padding);
      if (Bytes.firstNonZero(window.bytes(), at, at + padding) < at + padding) {
        return new Place(start, id, "padding is not zero");
      }
      start = next;
      if (start == limit) {
        return atLimit(start, id);
      }
    }
    long at = start;
    // Header first: that a frame is here at all proves that the header had been durable.
    long proven = Math.max(durable, header.encodedBytes());
    while (true) {
      FrameVerifier.Fault fault = verifier.verify(at, limit, id);
      if (fault != null) {
        // Where zeros lie before another entry than the next, they lie in the place of that one.
        long missing = at == start && fault.isAnotherEntry() ? position : at;
        return new Place(missing, id, fault.what());
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
        return null;
      }
    }
  }

  /** Judges the limit when the walk has reached it, over zeros or without. */
  private Place atLimit(long start, long id) {
    if (end.isOpen()) {
      return new Place(start, id, "end of file");
    }
    // What was recorded is where the last frame ended: zeros before it are in a frame's place.
    boolean lacksFrame = end.isRecorded() && start != position;
    return new Place(position, id, lacksFrame ? "zeros in the place of a frame" : null);
  }

  private CorruptException corrupt(Place place, String expected) {
    return CorruptException.mismatch(
        "segment damaged",
        location.at(place.offset).entry(place.entryId),
        expected,
        "" + place.fault);
  }
}
