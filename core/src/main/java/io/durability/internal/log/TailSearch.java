package io.durability.internal.log;

import io.durability.errors.DurabilityException;
import io.durability.internal.format.Frames;
import java.nio.ByteBuffer;

/**
 * Looks behind a place that does not verify for proof that it had been durable: a frame written
 * later knew how much of the segment was durable then. This is what tells a torn tail from damage.
 *
 * @param durable the greatest durable length that a later frame proves, or {@link Frames#UNPROVEN}
 * @param contentEnd the end of the last byte that is not zero, 0 if there are only zeros
 * @param found whether any frame header verified
 */
record TailSearch(long durable, long contentEnd, boolean found) {

  private static final int STEP = Long.BYTES;

  /**
   * Searches from a multiple of 8 to the end of the file. Frames are looked for at every multiple
   * of 8, not only where batches begin: if the first frame of a later batch is torn too, the next
   * one still counts.
   */
  static TailSearch from(long place, Window window, Frames frames) throws DurabilityException {
    long durable = Frames.UNPROVEN;
    long contentEnd = 0;
    boolean found = false;
    long size = window.fileSize();
    long position = place;
    while (position + STEP <= size) {
      int at = window.at(position, STEP);
      ByteBuffer bytes = window.bytes();
      long word = bytes.getLong(at);
      if (word == 0) {
        position += STEP;
        continue;
      }
      contentEnd = position + STEP - Long.numberOfLeadingZeros(word) / Byte.SIZE;
      if (position + Frames.HEADER_BYTES <= size) {
        at = window.at(position, Frames.HEADER_BYTES);
        bytes = window.bytes();
        if (frames.verifyHeader(bytes, at, position)) {
          found = true;
          durable = Math.max(durable, Frames.durableLength(bytes, at, position));
        }
      }
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
    return new TailSearch(durable, contentEnd, found);
  }
}
