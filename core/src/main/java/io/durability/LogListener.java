package io.durability;

import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.errors.PoisonedException;
import io.durability.errors.SupersededException;
import io.durability.storage.FileName;
import java.util.Optional;

/**
 * Is told what a log does, for metrics and alarms; set by {@link LogOptions.Builder#listener}. Each
 * method does nothing unless it is overridden.
 *
 * <p>It cannot harm the log. It is called by a thread of its own, one event after the other in the
 * order in which they happened, soon after they did, and perhaps after the log is closed. The log
 * does not wait for it: while it is slow, up to 1,024 events wait for it, and further ones are lost
 * and only counted, see {@link #missed}. What it throws is logged once and changes nothing.
 *
 * <p>Times are in nanoseconds, by the clock of the options.
 */
public interface LogListener {

  /** A batch is durable, and everything in it acknowledged. */
  default void committed(Commit commit) {}

  /** A new segment was begun, because the last one was full or old, or by a publish. */
  default void rotated(Rotation rotation) {}

  /** A checkpoint is durable and committed. */
  default void published(Publish publish) {}

  /** Covered segments were deleted, or should have been. */
  default void truncated(Truncation truncation) {}

  /** A state was recovered. Told by a {@link Recovery} that was given the options. */
  default void recovered(Restoration restoration) {}

  /** The log was claimed: from here on it is this writer's. */
  default void claimed(Claiming claiming) {}

  /**
   * The store was asked again. Told by stores that are asked over a network, while a log is open in
   * the directory: of every request to the directory, also those of another log in it.
   */
  default void retried(Retry retry) {}

  /** Another writer has taken over. Told once; the log takes nothing more. */
  default void superseded(SupersededException failure) {}

  /** A write or sync failed. Told once; the log takes nothing more until it is opened again. */
  default void poisoned(PoisonedException failure) {}

  /** Events were not told, because this listener was too slow for them. */
  default void missed(long events) {}

  /**
   * A batch that became durable.
   *
   * @param firstId the first id in it, of an entry or marker
   * @param lastId the last id in it
   * @param appends how many appends share its sync; an atomic batch is one, a marker none
   * @param bytes its length with frames, without the padding behind it
   * @param ackNanos from the oldest append in it, framed, to the acknowledgement: the longest wait
   *     in this batch
   * @param syncNanos from when it was handed to the store until it was durable: the write and the
   *     sync, and the beginning of a new segment if it needed one. Of a batch that was written
   *     earlier without a sync, the time of the sync that covered it
   */
  record Commit(long firstId, long lastId, int appends, int bytes, long ackNanos, long syncNanos) {}

  /**
   * The beginning of a segment.
   *
   * @param segment its number
   * @param firstId the first id in it
   * @param nanos how long it took, with the sync of the segment before
   */
  record Rotation(long segment, long firstId, long nanos) {}

  /**
   * A publish.
   *
   * @param checkpoint the checkpoint's file
   * @param lastId the last id it covers
   * @param markerId the id of the marker that committed it
   * @param bytes the length of the file
   * @param nanos how long it took, the truncation and the wait for an earlier publish included
   */
  record Publish(FileName checkpoint, long lastId, long markerId, long bytes, long nanos) {}

  /**
   * A truncation that found something to delete.
   *
   * @param segments how many segments were deleted
   * @param bytes how many bytes those had; the disk may get them back later, see {@link
   *     PublishResult}
   * @param failure why it ended early, if it did; the next publish makes up for it
   * @param nanos how long it took
   */
  record Truncation(int segments, long bytes, Optional<DurabilityException> failure, long nanos) {}

  /**
   * A recovered state.
   *
   * @param lastId the last id it covers
   * @param checkpointLastId the last id of the checkpoint used, 0 if none was
   * @param checkpointsSkipped how many newer checkpoints were damaged or missing
   * @param entriesApplied how many entries were applied to the checkpoint
   * @param bytesDropped the torn tail behind the end, as {@link Recovered#bytesDropped} counts it
   * @param nanos how long it took
   */
  record Restoration(
      long lastId,
      long checkpointLastId,
      int checkpointsSkipped,
      long entriesApplied,
      long bytesDropped,
      long nanos) {}

  /**
   * A claim.
   *
   * @param segment the number of the segment that this writer began
   * @param lastId the last id before it
   * @param bytesDropped the torn tail that was dropped, as {@link Recovered#bytesDropped} counts it
   * @param nanos how long it took, with catching up
   */
  record Claiming(long segment, long lastId, long bytesDropped, long nanos) {}

  /**
   * A request that is made again.
   *
   * @param place what it is about
   * @param request what is made again, in the words of the store
   * @param attempt the number of the attempt that failed, from 1
   * @param reason why it failed
   */
  record Retry(Location place, String request, int attempt, Throwable reason) {}
}
