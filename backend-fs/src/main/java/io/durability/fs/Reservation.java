package io.durability.fs;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Fills an append file with zeros ahead of its writer, so that most syncs write data into blocks
 * that the file already has: a sync that also changes the length makes the file system commit its
 * journal, which costs about as much again.
 *
 * <p>Zeros are written, not merely reserved: a reserved block is marked as unwritten, and clearing
 * that mark is a change of metadata like any other.
 */
final class Reservation {

  /** First step, and what all steps are rounded to: small, so that opening a log stays fast. */
  static final int STEP_BYTES_MIN = 64 * 1024;

  /**
   * Largest step. Larger ones made single syncs stall for many times as long and gained nothing;
   * and what a crash leaves behind the end has to be read when the log is opened.
   */
  static final int STEP_BYTES_MAX = 1024 * 1024;

  /**
   * From how much in one sync on no zeros are written: a step would be used up after a few syncs,
   * and writing all bytes twice costs more than the changes of the length do.
   */
  static final int SYNC_BYTES_MAX = STEP_BYTES_MAX / 16;

  /** Never changed, only duplicated. */
  private static final ByteBuffer ZEROS =
      ByteBuffer.allocateDirect(STEP_BYTES_MIN).asReadOnlyBuffer();

  private Reservation() {}

  /**
   * Writes zeros from the end of a file on, as many as the file is long, within the bounds.
   *
   * @param end where the data ends, which is where the file ends
   * @param unsynced how much of the data the coming sync is for
   * @return where the file ends now
   */
  static long extend(FileHandle handle, long end, long unsynced) throws IOException {
    if (unsynced > SYNC_BYTES_MAX) {
      return end;
    }
    long step = Math.min(STEP_BYTES_MAX, Math.max(STEP_BYTES_MIN, Long.highestOneBit(end)));
    // At least one byte more than the end, since a step is at least what is rounded off.
    long target = Math.addExact(end, step);
    target -= target % STEP_BYTES_MIN;
    long at = end;
    while (at < target) {
      ByteBuffer zeros = ZEROS.duplicate();
      zeros.limit((int) Math.min(zeros.capacity(), target - at));
      at += zeros.remaining();
      Transfers.writeFully(handle, zeros, at - zeros.remaining());
    }
    return target;
  }
}
