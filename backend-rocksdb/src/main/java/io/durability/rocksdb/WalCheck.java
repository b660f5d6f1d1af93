package io.durability.rocksdb;

import io.durability.errors.CorruptException;
import io.durability.errors.Location;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Looks for damage in RocksDB's write-ahead log that RocksDB itself takes for a torn tail: if a
 * length in the last block of a file is damaged, so that the record seems to go beyond the end, it
 * drops that record and all behind it without a word, acknowledged or not.
 *
 * <p>What decides is the same as in a log of this library: where every record is synced before the
 * next one begins, a record that does not verify, with the beginning of one that does behind it,
 * had been durable. So this holds for databases where all writes are synced, as ours are.
 *
 * <p>The layout: blocks of 32 KiB; in them fragments of {@code masked CRC-32C (4) length (2) type
 * (1) payload}, little-endian, none across a block's end; the CRC covers type and payload.
 */
final class WalCheck {

  static final int BLOCK_BYTES = 32 << 10;
  static final int HEADER_BYTES = 7;

  /** What disks write whole, or not at all. */
  private static final int SECTOR_BYTES = 512;

  /** How often a file that changes is looked at until it is given up as one that others write. */
  private static final int LOOKS_MAX = 10;

  private static final int FULL = 1;
  private static final int FIRST = 2;
  private static final int CRC_MASK_DELTA = 0xa282ead8;

  /** Opens a file to be read. */
  interface Source {
    RandomAccessFile open(Path file) throws FileNotFoundException;
  }

  private final Path file;
  private final Location location;
  private final Source source;
  private final byte[] block = new byte[BLOCK_BYTES];
  private int blockLength;

  private WalCheck(Path file, Location location) {
    // Not a channel: an interrupt must not end the opening of a database.
    this(file, location, log -> new RandomAccessFile(log.toFile(), "r"));
  }

  WalCheck(Path file, Location location, Source source) {
    this.file = file;
    this.location = location;
    this.source = source;
  }

  /**
   * What one look at a file found.
   *
   * @param endOfWhole where the first fragment is that does not verify, or the length
   * @param damaged whether a record begins behind it that does
   * @param length of the file at the end of the look
   */
  record Look(long endOfWhole, boolean damaged, long length) {}

  /** The last log file with something in it, as it was looked at. */
  record Tail(Path file, Look look) {}

  /**
   * Checks all write-ahead log files of a database that is not open.
   *
   * @return the last one that is not empty, if any
   * @throws CorruptException if one is damaged where it had been durable
   * @throws IOException also if that cannot be told, because another process writes one
   */
  static @Nullable Tail check(Path folder, String label) throws IOException, CorruptException {
    Tail tail = null;
    for (Path log : logs(folder)) {
      Look look = new WalCheck(log, Location.of(label, log.getFileName())).check();
      if (look.length() > 0) {
        tail = new Tail(log, look);
      }
    }
    return tail;
  }

  /**
   * Cuts off a torn record at the very end of the log, which RocksDB takes for damage unless it
   * lacks its end: a power loss also leaves records of which whole sectors are zeros. For a
   * database that RocksDB has refused to open, and where all writes are synced, so that such a
   * record was never acknowledged. One that does not verify and has no such sector is left alone:
   * it may have been. On return the cut is durable; a crash midway leaves the record as it was, or
   * cut.
   *
   * @param before what {@link #check} returned before RocksDB refused
   * @return whether it is worth to open the database again
   * @throws CorruptException if the log is damaged where it had been durable
   */
  static boolean cutTornRecord(Path folder, String label, @Nullable Tail before)
      throws IOException, CorruptException {
    Tail tail = check(folder, label);
    if (!Objects.equals(tail, before)) {
      // Another process has cut it off since, or has the database open. Its log is not to be cut.
      // The one of before is nobody's: RocksDB begins a new one whenever it opens a database.
      return true;
    }
    if (tail == null) {
      return false;
    }
    WalCheck last = new WalCheck(tail.file(), Location.of(label, tail.file().getFileName()));
    long end = tail.look().endOfWhole();
    try (RandomAccessFile log = new RandomAccessFile(last.file.toFile(), "rw")) {
      if (!last.hasZeroSector(log, end)) {
        return false;
      }
      log.setLength(end);
      log.getFD().sync();
    }
    return true;
  }

  /** Tells whether all of some sector from a place on is zeros, as far as it lies behind it. */
  private boolean hasZeroSector(RandomAccessFile log, long from) throws IOException {
    long begin = from - from % SECTOR_BYTES;
    while (readBlock(log, begin)) {
      for (int at = 0; at < blockLength; at += SECTOR_BYTES) {
        int first = (int) Math.max(at, from - begin);
        int end = Math.min(at + SECTOR_BYTES, blockLength);
        // A few zeros at either end are nothing out of the ordinary.
        if (end - first >= HEADER_BYTES && isZero(first, end)) {
          return true;
        }
      }
      begin += BLOCK_BYTES;
    }
    return false;
  }

  private boolean isZero(int from, int to) {
    for (int i = from; i < to; i++) {
      if (block[i] != 0) {
        return false;
      }
    }
    return true;
  }

  /** The files, in the order in which they were written: their names are numbers. */
  private static List<Path> logs(Path folder) throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> logs = Files.newDirectoryStream(folder, "[0-9]*.log")) {
      logs.forEach(found::add);
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    found.sort(
        Comparator.comparingInt((Path log) -> log.toString().length())
            .thenComparing(Comparator.naturalOrder()));
    return found;
  }

  /**
   * Looks for damage.
   *
   * @throws CorruptException if there is some
   * @throws IOException also if that cannot be told, because another process writes the file
   */
  Look check() throws IOException, CorruptException {
    Look look = look();
    for (int looks = 1; look.damaged(); looks++) {
      if (looks == LOOKS_MAX) {
        throw new IOException("file is being written, by a process that has the database open");
      }
      // What another process was writing was torn when its block was read, and is whole by now.
      // The file only grows: if its length is the same, nothing was written during this look.
      Look before = look;
      look = look();
      if (look.equals(before)) {
        throw new CorruptException(
            "record of RocksDB's write-ahead log does not verify, and a later one does",
            location.at(look.endOfWhole()));
      }
    }
    return look;
  }

  private Look look() throws IOException {
    try (RandomAccessFile log = source.open(file)) {
      long damaged = -1;
      for (long begin = 0; readBlock(log, begin); begin += BLOCK_BYTES) {
        int at = 0;
        if (damaged < 0) {
          at = endOfVerified();
          if (at >= blockLength) {
            continue;
          }
          damaged = begin + at;
          at++;
        }
        if (recordBegins(at, damaged >= begin)) {
          return new Look(damaged, true, log.length());
        }
      }
      long length = log.length();
      return new Look(damaged < 0 ? length : damaged, false, length);
    } catch (FileNotFoundException e) {
      if (Folders.isThere(file)) {
        throw e;
      }
      // Deleted since it was listed, by a process that has the database open; so it is not ours to
      // open, as RocksDB will say.
      return new Look(0, false, 0);
    }
  }

  private boolean readBlock(RandomAccessFile log, long begin) throws IOException {
    log.seek(begin);
    blockLength = 0;
    int count;
    while (blockLength < BLOCK_BYTES
        && (count = log.read(block, blockLength, BLOCK_BYTES - blockLength)) > 0) {
      blockLength += count;
    }
    return blockLength > 0;
  }

  /** Returns where in the block the first fragment is that does not verify, or its length. */
  private int endOfVerified() {
    int at = 0;
    while (at + HEADER_BYTES <= blockLength) {
      if (!verifies(at)) {
        return at;
      }
      at += HEADER_BYTES + length(at);
    }
    // Less than a header is left: a trailer that is never used, or a header that was cut off.
    return blockLength;
  }

  /**
   * Returns whether a record begins in the block that verifies.
   *
   * @param everywhere whether it is unknown where fragments begin, so that each place must be tried
   */
  private boolean recordBegins(int from, boolean everywhere) {
    int at = from;
    while (at + HEADER_BYTES <= blockLength) {
      int type = block[at + 6];
      boolean begins = type == FULL || type == FIRST;
      if ((begins || !everywhere) && verifies(at)) {
        if (begins) {
          return true;
        }
        at += HEADER_BYTES + length(at);
      } else if (everywhere) {
        at++;
      } else {
        return recordBegins(at + 1, true);
      }
    }
    return false;
  }

  private int length(int at) {
    return (block[at + 4] & 0xff) | (block[at + 5] & 0xff) << 8;
  }

  private boolean verifies(int at) {
    int end = at + HEADER_BYTES + length(at);
    if (end > blockLength) {
      return false;
    }
    CRC32C crc = new CRC32C();
    crc.update(block, at + 6, end - at - 6);
    int value = (int) crc.getValue();
    int masked = ((value >>> 15) | (value << 17)) + CRC_MASK_DELTA;
    return ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN).getInt(at) == masked;
  }
}
