package io.durability;

import io.durability.LogReport.Checkpoint;
import io.durability.LogReport.Segment;
import io.durability.errors.DurabilityException;
import io.durability.internal.format.Limits;
import io.durability.internal.log.Truncation;
import io.durability.internal.log.UnclaimedTruncation;
import io.durability.storage.Directory;
import io.durability.storage.FileName;
import java.util.List;
import java.util.Optional;

/**
 * What a truncation from outside of the writer would delete, and the way to do it: for tools. An
 * application truncates with {@link Log#truncate}, and each publish does so by itself.
 *
 * <p>It rests on what is proven durable and undamaged only, never deletes the last segment, and
 * leaves checkpoints alone. No claim is needed and no writer is superseded. Where the directory has
 * a lock, a living writer holds it, and {@link #execute} is refused; where it has none, as on an
 * object store, the writer goes on undisturbed, and a reader whose place is deleted, also one that
 * {@link Log#read} opened, fails with {@code TruncatedException}.
 *
 * <p>Immutable: tells what was there when {@link #of} was called. Threads: any.
 */
public final class TruncationPlan {

  private final Directory directory;
  private final UnclaimedTruncation plan;

  private TruncationPlan(Directory directory, UnclaimedTruncation plan) {
    this.directory = directory;
    this.plan = plan;
  }

  /**
   * Looks at a log and reads in full the checkpoints that a truncation would rest on. Changes
   * nothing and takes no lock, but for RocksDB, as {@link LogReader} tells.
   *
   * @param checkpointsKept how many undamaged checkpoints must cover a segment before it goes, 1 to
   *     16; what the writer keeps, see {@link LogOptions.Builder#checkpointsKept}
   * @throws IllegalArgumentException if the number is out of range
   * @throws io.durability.errors.NotFoundException if there is no log in the directory
   * @throws io.durability.errors.CorruptException if the log is damaged: every file may be needed
   * @throws io.durability.errors.UnsupportedException if it is of a newer format
   * @throws DurabilityException if it cannot be read
   */
  public static TruncationPlan of(Directory directory, int checkpointsKept)
      throws DurabilityException {
    if (checkpointsKept < 1 || checkpointsKept > Limits.CHECKPOINTS_MAX) {
      throw new IllegalArgumentException(
          "option out of range [checkpointsKept, expected=1 to "
              + Limits.CHECKPOINTS_MAX
              + ", found="
              + checkpointsKept
              + "]");
    }
    return new TruncationPlan(directory, UnclaimedTruncation.of(directory, checkpointsKept));
  }

  /** Returns the segments that would be deleted, by number; none if too few checkpoints exist. */
  public List<Segment> segments() {
    return plan.segments().stream().map(LogInspection::segment).toList();
  }

  /** Returns how many bytes the files of {@link #segments} have. */
  public long bytes() {
    return plan.segments().stream().mapToLong(segment -> segment.bytes()).sum();
  }

  /**
   * Returns the undamaged checkpoints that it rests on, newest first. The last one covers all that
   * would be deleted. If there are fewer than are to be kept, nothing would be.
   */
  public List<Checkpoint> checkpoints() {
    return plan.checkpoints().stream()
        .map(
            checkpoint ->
                new Checkpoint(
                    FileName.of(checkpoint.name()), checkpoint.lastId(), checkpoint.length(), true))
        .toList();
  }

  /**
   * Deletes the segments of this plan; segments that have become covered since are left. On return
   * they are gone, durably; after a crash midway any of them may be left, the log recovers to the
   * same state, and the next truncation deletes the rest.
   *
   * @return what was deleted, and why deletion stopped, if it did
   * @throws io.durability.errors.UnavailableException if a living writer holds the directory;
   *     nothing was deleted
   * @throws io.durability.errors.CorruptException if the log has been damaged since; nothing was
   *     deleted
   * @throws DurabilityException if it cannot be read; nothing was deleted
   */
  public TruncateResult execute() throws DurabilityException {
    Truncation done = plan.execute(directory);
    return new TruncateResult(done.segments(), done.bytes(), Optional.ofNullable(done.failure()));
  }
}
