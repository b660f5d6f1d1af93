package io.durability.internal.log;

import io.durability.errors.CorruptException;
import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.internal.format.Bytes;
import io.durability.internal.format.FrameKind;
import io.durability.internal.format.Frames;
import io.durability.internal.format.Limits;
import io.durability.internal.format.SegmentHeader;
import io.durability.storage.Directory;
import io.durability.storage.FileName;
import io.durability.storage.FileReader;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** Goes on behind the first damage of a segment, from frame to frame that verifies, for more. */
final class DamageScan {

  private final Window window;
  private final Frames frames;
  private final SegmentHeader header;
  private final Location location;
  private final Consumer<CorruptException> damages;

  /** The id that the next entry or marker must have; 0 if frames were skipped since. */
  private long nextId;

  private DamageScan(
      FileReader file,
      SegmentHeader header,
      Location location,
      Consumer<CorruptException> damages) {
    this.window = new Window(file);
    this.frames = new Frames(header);
    this.header = header;
    this.location = location;
    this.damages = damages;
  }

  /**
   * Scans what had been durable behind a damage.
   *
   * @param end where the content ends; if open, it is scanned up to where frames prove it durable
   * @param first the offset of the damage that is known already
   */
  static void behind(
      Directory directory,
      SegmentHeader header,
      SegmentEnd end,
      long first,
      Consumer<CorruptException> damages)
      throws DurabilityException {
    FileName name = LogFiles.segment(header.segment());
    try (FileReader file = directory.open(name)) {
      DamageScan scan = new DamageScan(file, header, Location.of(directory, name), damages);
      long begin = first & -Limits.FRAME_ALIGNMENT;
      long limit =
          end.isOpen() ? TailSearch.from(begin, scan.window, scan.frames).durable() : end.offset();
      scan.run(begin, Math.min(limit, file.size()));
    }
  }

  private void run(long first, long limit) throws DurabilityException {
    long position = first;
    boolean inStep = false;
    while (position + Frames.HEADER_BYTES <= limit) {
      int at = window.at(position, Frames.HEADER_BYTES);
      if (frames.verifyHeader(window.bytes(), at, position)) {
        position += frame(position, limit, position != first);
        inStep = true;
        continue;
      }
      if (inStep) {
        long padding = padding(position, limit);
        if (padding > 0) {
          position += padding;
          continue;
        }
        report(position, "frame header does not verify");
        inStep = false;
        nextId = 0;
      }
      position += Limits.FRAME_ALIGNMENT;
    }
  }

  /** Looks at a frame whose header verifies; returns its length. */
  private long frame(long position, long limit, boolean isNew) throws DurabilityException {
    int at = window.at(position, Frames.HEADER_BYTES);
    ByteBuffer bytes = window.bytes();
    long id = Frames.entryId(bytes, at);
    boolean takesId = Frames.kind(bytes, at) != FrameKind.WATERMARK;
    long framed = Frames.framedBytes(Frames.payloadBytes(bytes, at));
    if (takesId) {
      if (isNew && nextId > 0 && id != nextId) {
        report(position, "entry ids are not dense");
      }
      nextId = id + 1;
    }
    if (framed > limit - position) {
      return framed;
    }
    at = window.at(position, (int) framed);
    if (isNew && !frames.verifyPayload(window.bytes(), at)) {
      damages.accept(
          CorruptException.mismatch(
              "segment damaged",
              location.at(position).entry(id),
              "a payload that verifies",
              "payload checksum mismatch"));
    }
    return framed;
  }

  /** Returns how many zeros fill up the batch that ends at a position, 0 if they do not. */
  private long padding(long position, long limit) throws DurabilityException {
    long next = Math.min(Limits.roundUp(position, header.alignment()), limit);
    int length = (int) (next - position);
    int at = window.at(position, length);
    return Bytes.firstNonZero(window.bytes(), at, at + length) == at + length ? length : 0;
  }

  private void report(long position, String found) {
    Location place = location.at(position);
    damages.accept(
        CorruptException.mismatch(
            "segment damaged",
            nextId > 0 ? place.entry(nextId) : place,
            "a frame that verifies",
            found));
  }
}
