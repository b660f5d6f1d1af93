package io.durability.internal.log;

import io.durability.errors.CorruptException;
import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.errors.NotFoundException;
import io.durability.internal.format.CheckpointRef;
import io.durability.storage.Directory;
import java.util.List;

/**
 * Finds what the kept checkpoints cover, and deletes it, without a claim: no writer is ended, and
 * checkpoints, which only the holder of a claim may delete, stay.
 *
 * @param checkpointsKept how many checkpoints must cover a segment before it goes
 * @param checkpoints the undamaged checkpoints that it rests on, newest first; fewer than asked for
 *     if there are not more, and then nothing goes
 * @param coveredId the last id of the oldest of them, 0 if nothing goes
 * @param firstKept the number of the first segment that stays
 * @param segments what goes, ascending: covered segments, and leftovers of earlier truncations
 */
public record UnclaimedTruncation(
    int checkpointsKept,
    List<CheckpointRef> checkpoints,
    long coveredId,
    long firstKept,
    List<SurveyedSegment> segments) {

  /**
   * Looks at a log; changes nothing.
   *
   * @throws NotFoundException if there is no log
   * @throws CorruptException if headers or the last segment are damaged: then every file may be
   *     needed
   */
  public static UnclaimedTruncation of(Directory directory, int checkpointsKept)
      throws DurabilityException {
    Survey survey = Survey.of(directory);
    if (!survey.damages().isEmpty()) {
      throw survey.damages().get(0);
    }
    Tail tail = survey.tail();
    if (tail == null) {
      throw new NotFoundException("there is no log here", Location.of(directory));
    }
    Truncator truncator = new Truncator(directory);
    List<CheckpointRef> good = truncator.undamaged(proven(directory, tail), checkpointsKept);
    if (good.size() < checkpointsKept) {
      return new UnclaimedTruncation(checkpointsKept, good, 0, survey.frontier(), List.of());
    }
    long covered = good.get(good.size() - 1).lastId();
    // The marker's id is above what it covers, so its segment stays, and with it one to stand on if
    // a power cut takes the last header.
    long firstKept = truncator.firstKept(tail.header(), covered);
    List<SurveyedSegment> covering =
        survey.segments().stream().filter(segment -> segment.number() < firstKept).toList();
    return new UnclaimedTruncation(checkpointsKept, good, covered, firstKept, covering);
  }

  /**
   * Deletes what was planned, as far as it is still covered. Takes the directory's lock, if it has
   * one, and looks again behind it.
   *
   * @throws DurabilityException as {@link #of} does, or if the lock is another's; nothing was
   *     deleted
   */
  public Truncation execute(Directory directory) throws DurabilityException {
    // Deletes nothing, but takes the lock: what is looked at next stays so.
    directory.delete(List.of());
    UnclaimedTruncation now = of(directory, checkpointsKept);
    long below = Math.min(firstKept, now.firstKept);
    boolean any = now.segments.stream().anyMatch(segment -> segment.number() < below);
    return any ? new Truncator(directory).deleteBelow(below) : Truncation.NOTHING;
  }

  /**
   * Returns the checkpoints of which the commit is durable. A marker that a reader sees may be in a
   * cache only, and a power cut would take it back; a header names those that were durable before.
   */
  private static List<CheckpointRef> proven(Directory directory, Tail tail) {
    return directory.traits().readsOnlyDurable() ? tail.checkpoints() : tail.header().checkpoints();
  }
}
