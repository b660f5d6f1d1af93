package io.durability;

import io.durability.errors.DurabilityException;
import io.durability.storage.Directory;
import io.durability.storage.PrefixDirectory;
import java.io.IOException;

/**
 * A plain log of records, for those who want just that: records are appended, and read again from
 * any number on. There is no state, no checkpoint, and nothing is ever deleted; applications that
 * need those use a {@link Log} or a {@link DurableState}.
 *
 * <pre>{@code
 * try (RecordLog<String> audit = RecordLog.open(directory, "audit", Codecs.utf8())) {
 *   audit.appendDurable("Ada signed in");
 *   try (RecordReader<String> reader = audit.read(1)) {
 *     while (reader.next()) {
 *       System.out.println(reader.number() + " " + reader.record());
 *     }
 *   }
 * }
 * }</pre>
 *
 * <p>Records are numbered from 1 without gaps, also over reopening. The files are those of a {@code
 * Log} in the folder of the log's name, so any number of record logs live in one directory, and
 * what the contract promises of a log holds here: batches of many threads are committed together, a
 * failed write or sync poisons, a second writer supersedes the first, a torn tail is dropped and
 * zeros are never records. Do not publish to it: a marker would take a number.
 *
 * <p>Threads: all methods may be called from any threads.
 *
 * @param <R> the type of a record
 */
public final class RecordLog<R> implements AutoCloseable {

  private final Log<R> log;

  private RecordLog(Log<R> log) {
    this.log = log;
  }

  /** Opens a log with default options; see {@link #open(Directory, String, Codec, LogOptions)}. */
  public static <R> RecordLog<R> open(Directory directory, String name, Codec<R> codec)
      throws DurabilityException {
    return open(directory, name, codec, LogOptions.defaults());
  }

  /**
   * Opens the log of a name for writing, or begins it if there is none. An earlier writer of it, in
   * this process or another, is superseded. Bytes that were never acknowledged are dropped.
   *
   * @param name the folder of the log in the directory, such as {@code audit} or {@code shop/audit}
   * @throws IllegalArgumentException if the name is no name of a folder
   * @throws DurabilityException as {@link Log#open} does
   */
  public static <R> RecordLog<R> open(
      Directory directory, String name, Codec<R> codec, LogOptions options)
      throws DurabilityException {
    return new RecordLog<>(Log.open(PrefixDirectory.of(directory, name), codec, options));
  }

  /**
   * Appends a record, without waiting for it to be durable.
   *
   * @return the promise of it; its id is the record's number
   * @throws IllegalArgumentException if the record is larger than the option allows; the log stays
   *     usable, as it does after an exception from the codec
   * @throws IOException as {@link Log#append} does
   */
  public Ack append(R record) throws IOException {
    return log.append(record);
  }

  /**
   * Appends a record and waits until it is durable.
   *
   * @return the record's number
   * @throws IOException as {@link Log#appendDurable} does
   */
  public long appendDurable(R record) throws IOException {
    return log.appendDurable(record);
  }

  /**
   * Waits until everything appended before is durable.
   *
   * @throws DurabilityException as {@link Log#sync} does
   */
  public void sync() throws DurabilityException {
    log.sync();
  }

  /** Returns the number of the last record appended, which is how many there are. */
  public long lastNumber() {
    return log.lastId();
  }

  /**
   * Opens a reader of what is durable in this log, beginning with the record of a number. To read a
   * log without being its writer, use {@link RecordReader#open(Directory, String, Codec, long)}.
   *
   * @param fromNumber 1 or more; may be beyond the end
   * @throws DurabilityException as {@link Log#read} does
   */
  public RecordReader<R> read(long fromNumber) throws DurabilityException {
    return new RecordReader<>(log.read(fromNumber));
  }

  /**
   * Makes everything appended durable and ends this writer. The directory stays open. Idempotent.
   *
   * @throws DurabilityException as {@link Log#close} does
   */
  @Override
  public void close() throws DurabilityException {
    log.close();
  }
}
