package io.durability;

import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.errors.NotFoundException;
import io.durability.storage.Directory;
import io.durability.storage.PrefixDirectory;
import java.io.IOException;
import java.time.Duration;

/**
 * Reads the records of a {@link RecordLog} in order, in bounded memory. It changes nothing and
 * needs no claim; the writer may be at work in this or another process, but for RocksDB, as {@link
 * LogReader} tells.
 *
 * <p>Threads: one at a time.
 *
 * @param <R> the type of a record
 */
public final class RecordReader<R> implements AutoCloseable {

  private final LogReader<R> reader;

  RecordReader(LogReader<R> reader) {
    this.reader = reader;
  }

  /**
   * Opens a reader of what is proven durable in the log of a name; beside a writer in another
   * process the last records may show a moment later, see {@link LogReader}.
   *
   * @param fromNumber 1 or more; may be beyond the end
   * @throws NotFoundException if there is no such log
   * @throws DurabilityException as {@link LogReader#open(Directory, Codec, long)} does
   */
  public static <R> RecordReader<R> open(
      Directory directory, String name, Codec<R> codec, long fromNumber)
      throws DurabilityException {
    return open(directory, name, codec, fromNumber, LogReader.Extent.DURABLE);
  }

  /**
   * Opens a reader of the log of a name that sees as much as it is told to: {@link
   * LogReader.Extent#WRITTEN} is what a writer that opened the log now would find.
   *
   * @param fromNumber 1 or more; may be beyond the end
   * @throws NotFoundException if there is no such log
   * @throws DurabilityException as {@link LogReader#open(Directory, Codec, long)} does
   */
  public static <R> RecordReader<R> open(
      Directory directory, String name, Codec<R> codec, long fromNumber, LogReader.Extent extent)
      throws DurabilityException {
    Directory folder = PrefixDirectory.of(directory, name);
    LogReader.checkId(fromNumber);
    if (folder.list("").isEmpty()) {
      // A name that was misspelt must not read as an empty log.
      throw new NotFoundException("there is no record log of this name", Location.of(folder));
    }
    return new RecordReader<>(LogReader.open(folder, codec, fromNumber, extent));
  }

  /**
   * Moves to the next record, without waiting.
   *
   * @return false at the end of what may be seen
   * @throws DurabilityException as {@link LogReader#next()} does
   */
  public boolean next() throws DurabilityException {
    return reader.next();
  }

  /**
   * Moves to the next record, and at the end of the log waits for one. An interrupt ends the wait;
   * it stays set.
   *
   * @param timeout how long to wait at most; zero or less looks once
   * @return false if none came in time
   * @throws DurabilityException as {@link LogReader#next()} does
   */
  public boolean next(Duration timeout) throws DurabilityException {
    return reader.next(timeout);
  }

  /** Returns the number of the record moved to, as {@link LogReader#id} does. */
  public long number() {
    return reader.id();
  }

  /**
   * Returns the record moved to, as {@link LogReader#entry} does.
   *
   * @throws IOException what the codec throws
   */
  public R record() throws IOException {
    return reader.entry();
  }

  /** Gives back file handles. Idempotent. */
  @Override
  public void close() throws DurabilityException {
    reader.close();
  }
}
