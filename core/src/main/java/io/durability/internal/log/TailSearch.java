package io.durability.internal.log;

import io.durability.errors.DurabilityException;
import io.durability.internal.format.Bytes;
import io.durability.internal.format.Frames;
import java.nio.ByteBuffer;

/**
 * Looks behind a place that does not verify for proof that it had been durable: a frame written
 * later knew how much of the segment was durable then. This is what tells a torn tail from damage.
 */
final class TailSearch {

  private static final int STEP = Long.BYTES;

  /** How far before this segment the one is looked for that was in the file before. */
  private static final int EARLIER_MAX = 4096;

  /** How many headers that are of none of those it is looked for in, so that it takes no time. */
  private static final int GUESSES_MAX = 64;

  private final Window window;
  private final Frames frames;
  private final long size;

  private long durable = Frames.UNPROVEN;
  private long contentEnd;
  private long framesEnd;
  private boolean found;

  /** The segment that was in the file before, once a frame of it is found; else 0. */
  private long earlier;

  private int guesses = GUESSES_MAX;

  private TailSearch(Window window, Frames frames) {
    this.window = window;
    this.frames = frames;
    this.size = window.fileSize();
  }

  /**
   * Searches from a multiple of 8 to the end of the file. Frames are looked for at every multiple
   * of 8, not only where batches begin: if the first frame of a later batch is torn too, the next
   * one still counts.
   */
  static TailSearch from(long place, Window window, Frames frames) throws DurabilityException {
    TailSearch search = new TailSearch(window, frames);
    search.run(place);
    return search;
  }

  /** Returns the greatest durable length that a later frame proves, or {@link Frames#UNPROVEN}. */
  long durable() {
    return durable;
  }

  /** Returns the end of the last byte that is not zero, 0 if there are only zeros. */
  long contentEnd() {
    return contentEnd;
  }

  /**
   * Returns the end of what a torn write has left, 0 if there is nothing of it. That is all that is
   * not zero; or, where an earlier segment was in the file before, what frames of this one tell of,
   * since nothing tells the rest of a torn write from what that has left.
   */
  long tornEnd() {
    return earlier > 0 ? framesEnd : contentEnd;
  }

  /** Tells whether any frame header verified. */
  boolean found() {
    return found;
  }

  private void run(long place) throws DurabilityException {
    long position = place;
    while (position + STEP <= size) {
      int at = window.at(position, STEP);
      ByteBuffer bytes = window.bytes();
      long word = bytes.getLong(at);
      if (word == 0) {
        int zeros = Bytes.firstNonZero(bytes, at, bytes.limit()) - at;
        position += zeros & -STEP;
        continue;
      }
      long passed = position + Frames.HEADER_BYTES <= size ? frame(position) : 0;
      if (passed > 0) {
        position += passed;
        contentEnd = position;
        continue;
      }
      contentEnd = position + STEP - Long.numberOfLeadingZeros(word) / Byte.SIZE;
      position += STEP;
    }
    if (position < size) {
      int at = window.at(position, (int) (size - position));
      for (int i = 0; position + i < size; i++) {
        if (window.bytes().get(at + i) != 0) {
          contentEnd = position + i + 1;
        }
      }
    }
  }

  /**
   * Looks for a frame at a position: one of this segment is noted; of an intact one of an earlier
   * segment the length is returned. It has nothing of this segment in it, and is passed over.
   */
  private long frame(long position) throws DurabilityException {
    int at = window.at(position, Frames.HEADER_BYTES);
    ByteBuffer bytes = window.bytes();
    if (!frames.isPlausible(bytes, at)) {
      return 0;
    }
    if (frames.verifyHeader(bytes, at, position)) {
      found = true;
      durable = Math.max(durable, Frames.durableLength(bytes, at, position));
      long end = position + Frames.framedBytes(Frames.payloadBytes(bytes, at));
      framesEnd = Math.max(framesEnd, Math.min(end, size));
      return 0;
    }
    if (!isOfEarlier(bytes, at, position)) {
      return 0;
    }
    long framed = Frames.framedBytes(Frames.payloadBytes(bytes, at));
    if (framed > size - position) {
      return 0;
    }
    at = window.at(position, (int) framed);
    return frames.verifyPayload(window.bytes(), at) ? framed : 0;
  }

  /**
   * Tells whether a plausible header is of an earlier segment; remembers which, as others will be
   * of it.
   */
  private boolean isOfEarlier(ByteBuffer bytes, int at, long position) {
    if (earlier > 0 && frames.verifyHeaderOf(earlier, bytes, at, position)) {
      return true;
    }
    long least = Math.max(1, frames.segment() - EARLIER_MAX);
    for (long number = frames.segment() - 1; number >= least && guesses > 0; number--) {
      if (frames.verifyHeaderOf(number, bytes, at, position)) {
        earlier = number;
        return true;
      }
    }
    guesses--;
    return false;
  }
}
