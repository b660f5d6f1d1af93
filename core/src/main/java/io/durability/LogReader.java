package io.durability;

import io.durability.errors.DurabilityException;
import io.durability.internal.format.FrameKind;
import io.durability.internal.log.Replay;
import io.durability.storage.Directory;
import java.io.IOException;

/**
 * Reads the entries of a log in order, from any id that is still there, in bounded memory. It
 * changes nothing and needs no claim.
 *
 * <pre>{@code
 * try (LogReader<String> reader = LogReader.open(directory, Codecs.utf8(), 1)) {
 *   while (reader.next()) {
 *     System.out.println(reader.id() + " " + reader.entry());
 *   }
 * }
 * }</pre>
 *
 * <p>Threads: one at a time.
 *
 * @param <E> the type of an entry
 */
public final class LogReader<E> implements AutoCloseable {

  private final Codec<E> codec;
  private final Replay replay;

  private LogReader(Codec<E> codec, Replay replay) {
    this.codec = codec;
    this.replay = replay;
  }

  /**
   * Opens a reader that begins with the first entry at or after an id.
   *
   * @param fromId 1 or more; may be beyond the end
   * @throws io.durability.errors.TruncatedException if entries from there on have been truncated
   * @throws io.durability.errors.CorruptException if segments are missing or a header is damaged
   * @throws io.durability.errors.UnsupportedException if the log is of a newer format
   */
  public static <E> LogReader<E> open(Directory directory, Codec<E> codec, long fromId)
      throws DurabilityException {
    if (fromId < 1) {
      throw new IllegalArgumentException(
          "entry id out of range [expected>=1, found=" + fromId + "]");
    }
    return new LogReader<>(codec, Replay.open(directory, fromId));
  }

  /**
   * Moves to the next entry.
   *
   * @return false at the end of the log
   * @throws io.durability.errors.CorruptException if something that had been durable is damaged
   * @throws io.durability.errors.TruncatedException if the place was truncated meanwhile
   */
  public boolean next() throws DurabilityException {
    while (replay.next()) {
      if (replay.kind() == FrameKind.ENTRY) {
        return true;
      }
    }
    return false;
  }

  /** Returns the id of the entry moved to. */
  public long id() {
    return replay.id();
  }

  /**
   * Returns the entry moved to.
   *
   * @throws IOException what the codec throws
   */
  public E entry() throws IOException {
    return codec.decode(replay.payload());
  }

  /** Gives back the file handle. Idempotent. */
  @Override
  public void close() throws DurabilityException {
    replay.close();
  }
}
