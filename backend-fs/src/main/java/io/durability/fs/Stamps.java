package io.durability.fs;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;

/**
 * Gives whole files modification times that make their versions differ.
 *
 * <p>A version must change with each replacement, outlive a restart, and not come again for other
 * content. Inode and size alone do not do it: a file system gives the inode of a replaced file to
 * the next one at once, and contents are often equally long. The time that the file system sets
 * does not either: it stands still for some milliseconds, and clocks are set back. So the time is
 * set here: above that of the file which is replaced, whatever the clock says, and above that of
 * every file that this directory has removed, so that a name deleted and written again does not
 * meet its old version. It is part of the file, and made durable with it, so nothing needs to be
 * kept elsewhere.
 *
 * <p>What is left: a file is deleted, the directory is closed and opened, the clock is set back,
 * and the name is written again at the same nanosecond, with the same size, on the same inode.
 *
 * <p>Threads: any.
 */
final class Stamps {

  /** Ticks to try, in nanoseconds, until the file system shows one: the coarsest known is 2 s. */
  private static final long[] TICKS = {1, 100, 1_000, 1_000_000, 1_000_000_000, 2_000_000_000L};

  private final FileOperations files;
  private final Clock clock;
  private long floor = Long.MIN_VALUE;

  Stamps(FileOperations files, Clock clock) {
    this.files = files;
    this.clock = clock;
  }

  /** Notes that a file is removed or replaced: its time is not given again. */
  synchronized void removed(FileStatus file) {
    floor = Math.max(floor, file.modifiedNanos());
  }

  /** Returns whether a file may be put in the place of another without repeating a version. */
  synchronized boolean isAbove(FileStatus file, long replacedNanos) {
    return file.modifiedNanos() > Math.max(floor, replacedNanos);
  }

  /**
   * Sets the modification time of a file, above that of the one it is to replace.
   *
   * @param replacedNanos time of the file to be replaced, or {@code Long.MIN_VALUE}
   * @return the file as it then is
   */
  synchronized FileStatus stamp(Path file, long replacedNanos) throws IOException {
    long above = Math.max(floor, replacedNanos);
    for (long tick : TICKS) {
      Instant now = clock.instant();
      long time =
          Math.addExact(Math.multiplyExact(now.getEpochSecond(), 1_000_000_000L), now.getNano());
      files.setModified(
          file, Math.max(time, above == Long.MIN_VALUE ? time : Math.addExact(above, tick)));
      FileStatus stamped = files.status(file);
      if (stamped == null) {
        throw new IOException("temporary file has gone");
      }
      if (stamped.modifiedNanos() > above) {
        return stamped;
      }
    }
    throw new IOException("file system does not keep modification times, so versions would repeat");
  }
}
