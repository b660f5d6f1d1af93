package io.durability;

import io.durability.errors.DurabilityException;
import io.durability.internal.log.LogCopier;
import io.durability.storage.Directory;
import java.security.SecureRandom;
import java.util.Objects;
import java.util.UUID;

/**
 * Copies a log from one store to another, whole: to move it, or to have it twice. The copy has the
 * same entries under the same ids, the same id as a log, and the kept checkpoints; what truncation
 * took is not in it, nor bytes that were never acknowledged behind the end.
 *
 * <p>Nothing is changed where it is copied from, no claim is needed, and a writer may be at work
 * (but for RocksDB, as {@link LogReader} tells): then the copy is of a moment in between, and may
 * have entries at its end that were not yet acknowledged. To move a log, end its writer first, so
 * that nothing is acknowledged that the copy has not.
 *
 * <p>Until everything was read back, whoever opens the copy is refused with {@code
 * UnavailableException}: half a copy never passes for a shorter log. An interrupted copy is run
 * again; it goes on with what is missing. One copy at a time may run into a place.
 *
 * <p>Immutable. Threads: any.
 */
public final class LogCopy {

  private final Directory from;
  private final Directory to;

  private LogCopy(Directory from, Directory to) {
    this.from = Objects.requireNonNull(from, "from");
    this.to = Objects.requireNonNull(to, "to");
  }

  /** Says from where to where; see {@link #run}. */
  public static LogCopy of(Directory from, Directory to) {
    return new LogCopy(from, to);
  }

  /**
   * What was copied.
   *
   * @param logId the id of the log
   * @param lastId the last id in the copy
   * @param segments how many segments
   * @param checkpoints how many checkpoints
   * @param bytes the length of all these files
   * @param bytesCopied how many of them this run has copied; the others were there from an earlier
   *     run
   * @param tornBytes how many bytes behind the end were left out, because they were never
   *     acknowledged, as {@link Recovered#bytesDropped} counts them
   */
  public record Result(
      UUID logId,
      long lastId,
      int segments,
      int checkpoints,
      long bytes,
      long bytesCopied,
      long tornBytes) {}

  /**
   * Copies, and tells nobody how far it is; see {@link #run(LogInspection.Progress,
   * LogInspection.Progress)}.
   */
  public Result run() throws DurabilityException {
    return run((bytes, bytesMax) -> {}, (bytes, bytesMax) -> {});
  }

  /**
   * Copies, and reads everything back. On return the copy is durable and can be opened. If it
   * throws, or after a crash midway, the log is as it was, and the copy cannot be opened before it
   * was run again to its end.
   *
   * @param copied is told how far copying has come
   * @param verified is told how far reading back has come
   * @throws io.durability.errors.NotFoundException if there is no log to copy
   * @throws io.durability.errors.CorruptException if the log, or the copy of it, is damaged
   * @throws io.durability.errors.ConditionNotMetException if another log is where the copy should
   *     be; nothing was changed
   * @throws io.durability.errors.UnavailableException if the log is itself an unfinished copy, or a
   *     store does not answer
   * @throws DurabilityException if something cannot be read or written
   */
  public Result run(LogInspection.Progress copied, LogInspection.Progress verified)
      throws DurabilityException {
    Objects.requireNonNull(copied, "copied");
    Objects.requireNonNull(verified, "verified");
    LogCopier.Copied done =
        LogCopier.copy(
            from,
            to,
            new SecureRandom(),
            new LogCopier.Stages() {
              @Override
              public void copied(long bytes, long bytesMax) {
                copied.at(bytes, bytesMax);
              }

              @Override
              public void verified(long bytes, long bytesMax) {
                verified.at(bytes, bytesMax);
              }
            });
    return new Result(
        done.logId(),
        done.lastId(),
        done.segments(),
        done.checkpoints(),
        done.bytes(),
        done.bytesCopied(),
        done.tornBytes());
  }
}
