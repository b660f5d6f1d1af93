package io.durability.internal.log;

import io.durability.errors.CorruptException;
import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.errors.NotFoundException;
import io.durability.errors.TruncatedException;
import io.durability.internal.format.Bytes;
import io.durability.internal.format.Limits;
import io.durability.internal.format.SegmentHeader;
import io.durability.storage.Directory;
import io.durability.storage.FileName;
import io.durability.storage.FileReader;
import io.durability.storage.Pending;
import java.nio.ByteBuffer;

/** Reads the headers of segments, also while their writers are at work. */
final class SegmentHeaders {

  /** Holds all headers but those with many checkpoints, or on a store with large blocks. */
  private static final int HEADER_BYTES_USUAL = 4096;

  private SegmentHeaders() {}

  /**
   * Reads the header of a segment.
   *
   * @throws CorruptException if it does not verify, or is another segment's
   * @throws NotFoundException if there is no such segment
   */
  static SegmentHeader read(Directory directory, long number) throws DurabilityException {
    return read(directory, number, opening(directory, number));
  }

  /** Returns an open that has not begun. */
  static Pending<FileReader> opening(Directory directory, long number) {
    return () -> directory.open(LogFiles.segment(number));
  }

  /** As {@link #read(Directory, long)}, of a file whose open has begun. */
  static SegmentHeader read(Directory directory, long number, Pending<FileReader> opening)
      throws DurabilityException {
    SegmentHeader header = decode(directory, number, opening);
    checkNumber(directory, number, header);
    return header;
  }

  /** Reads the header in a segment's file, whichever segment's it is. */
  static SegmentHeader decode(Directory directory, long number, Pending<FileReader> opening)
      throws DurabilityException {
    FileName name = LogFiles.segment(number);
    Location location = Location.of(directory, name);
    return readFile(
        directory,
        name,
        opening,
        file -> {
          ByteBuffer bytes = begin(file, HEADER_BYTES_USUAL);
          if (SegmentHeader.claimedBytes(bytes) > bytes.limit()) {
            bytes = begin(file, Limits.HEADER_BYTES_MAX);
          }
          return SegmentHeader.decode(bytes, location);
        });
  }

  private static ByteBuffer begin(FileReader file, int length) throws DurabilityException {
    ByteBuffer bytes = Bytes.allocate((int) Math.min(file.size(), length));
    file.read(0, bytes);
    return bytes.flip();
  }

  /** Fails if a header is that of another segment. */
  static void checkNumber(Directory directory, long number, SegmentHeader header)
      throws CorruptException {
    if (header.segment() != number) {
      throw CorruptException.mismatch(
          "segment under another segment's name",
          Location.of(directory, LogFiles.segment(number)).at(0),
          number,
          header.segment());
    }
  }

  /** What is done with an open file. */
  interface Use<T> {
    T of(FileReader file) throws DurabilityException;
  }

  /** Reads a file, again if its writer gave back zeros behind the end meanwhile. */
  static <T> T readFile(Directory directory, FileName name, Pending<FileReader> opening, Use<T> use)
      throws DurabilityException {
    long sizeBefore = Long.MAX_VALUE;
    for (Pending<FileReader> next = opening; ; next = () -> directory.open(name)) {
      try (FileReader file = next.await()) {
        long size = file.size();
        try {
          return use.of(file);
        } catch (TruncatedException e) {
          if (size >= sizeBefore) {
            throw e;
          }
          sizeBefore = size;
        }
      }
    }
  }
}
