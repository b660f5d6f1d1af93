package io.durability.internal.log;

import io.durability.errors.ConditionNotMetException;
import io.durability.errors.CorruptException;
import io.durability.errors.DurabilityException;
import io.durability.errors.NotFoundException;
import io.durability.internal.format.CheckpointRef;
import io.durability.internal.format.SegmentHeader;
import io.durability.storage.Condition;
import io.durability.storage.Directory;
import io.durability.storage.FileInfo;
import io.durability.storage.FileName;
import java.lang.System.Logger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Deletes what the kept checkpoints cover. The frontier is durable before the first deletion, so
 * that whatever subset of the deletions takes place, what is left below it counts as deleted.
 *
 * <p>Used under the publishing lock of one writer.
 */
final class Truncator {

  private static final Logger LOG = System.getLogger(WriterWatch.LOGGER);

  private final Directory directory;

  /** Names of checkpoints that were written or verified in this process. */
  private final Set<String> trusted = new HashSet<>();

  /**
   * The frontier that this process has made durable; 0 if there is none. One that is only listed
   * may be of a writer that failed or was killed before it was durable.
   */
  private long durableFrontier;

  /** Below this segment everything is deleted, as far as this process knows. */
  private long swept;

  Truncator(Directory directory) {
    this.directory = directory;
  }

  void trust(CheckpointRef checkpoint) {
    trusted.add(checkpoint.name());
  }

  /**
   * Returns the newest of some checkpoints that are undamaged. Each is read in full once: one that
   * cannot be read back must not be what the log is cut for.
   */
  List<CheckpointRef> undamaged(List<CheckpointRef> checkpoints, int count)
      throws DurabilityException {
    List<CheckpointRef> found = new ArrayList<>(count);
    for (CheckpointRef checkpoint : checkpoints) {
      if (found.size() == count) {
        break;
      }
      if (trusted.contains(checkpoint.name()) || verify(checkpoint)) {
        trust(checkpoint);
        found.add(checkpoint);
      }
    }
    return found;
  }

  /**
   * Deletes all segments of which every entry is covered, then the checkpoints that are older than
   * the oldest kept one. Never fails: what could not be deleted is told and made up for by the next
   * call.
   *
   * @param active the active segment
   * @param covered the last id that the oldest kept checkpoint covers; 0 deletes nothing
   */
  Truncation truncate(SegmentHeader active, long covered, List<CheckpointRef> kept) {
    Deletion deletion = new Deletion();
    try {
      if (covered > 0) {
        deletion.below(firstKept(active, covered), superseded(kept));
      }
      return deletion.done(null);
    } catch (DurabilityException e) {
      return deletion.done(e);
    }
  }

  /**
   * Deletes all segments below one, for callers that have no claim: checkpoints stay. Never fails,
   * as {@link #truncate}.
   *
   * @param firstKept the number of a segment that holds, or comes before, the first id not covered
   */
  Truncation deleteBelow(long firstKept) {
    Deletion deletion = new Deletion();
    try {
      deletion.below(firstKept, List.of());
      return deletion.done(null);
    } catch (DurabilityException e) {
      return deletion.done(e);
    }
  }

  /** Deletes segments, and counts what it has deleted before it failed. */
  private final class Deletion {
    private int segments;
    private long bytes;

    /** Deletes all in one call: one request, on a store that takes many names in one. */
    void below(long firstKept, List<FileName> superseded) throws DurabilityException {
      List<Long> frontiers = LogFiles.listFrontiers(directory);
      List<FileName> garbage = new ArrayList<>();
      long size = 0;
      // At first also what others left; then only what is new, or what this process has failed
      // to delete.
      for (FileInfo file : LogFiles.listSegmentFiles(directory, swept)) {
        OptionalLong number = LogFiles.segmentNumber(file.name());
        if (number.isPresent() && number.getAsLong() < firstKept) {
          garbage.add(file.name());
          size += file.size();
        }
      }
      List<FileName> gone = new ArrayList<>(garbage);
      if (!garbage.isEmpty()) {
        advanceFrontier(firstKept, frontiers);
        frontiers.stream()
            .filter(frontier -> frontier < firstKept)
            .map(LogFiles::frontier)
            .forEach(gone::add);
      }
      gone.addAll(superseded);
      if (!gone.isEmpty()) {
        directory.delete(gone);
      }
      swept = Math.max(swept, firstKept);
      segments = garbage.size();
      bytes = size;
    }

    Truncation done(@Nullable DurabilityException failure) {
      return new Truncation(segments, bytes, failure);
    }
  }

  /** Returns the number of the segment that holds the first id not covered. */
  long firstKept(SegmentHeader active, long covered) throws DurabilityException {
    long frontier = LogFiles.frontier(directory);
    SegmentHeader header = active;
    while (header.firstId() > covered + 1 && header.predecessor() >= Math.max(1, frontier)) {
      header = SegmentHeaders.read(directory, header.predecessor());
    }
    return header.segment();
  }

  private void advanceFrontier(long segment, List<Long> earlier) throws DurabilityException {
    if (durableFrontier != segment) {
      if (earlier.contains(segment)) {
        directory.write(LogFiles.frontier(segment), ByteBuffer.allocate(0), Condition.none());
      } else {
        createFrontier(segment);
      }
      durableFrontier = segment;
    }
  }

  private void createFrontier(long segment) throws DurabilityException {
    try {
      directory.write(LogFiles.frontier(segment), ByteBuffer.allocate(0), Condition.absent());
    } catch (ConditionNotMetException e) {
      // Another writer's, and that it is there is all that is wanted.
      LOG.log(Logger.Level.DEBUG, "frontier exists", e);
    }
  }

  /**
   * Returns our checkpoints below the oldest one kept, as the listing shows them: also those that
   * an earlier deletion or a crash left, and those whose publish failed. A writer that takes over
   * meanwhile publishes above the newest one, so nothing of its own is below.
   */
  private List<FileName> superseded(List<CheckpointRef> kept) throws DurabilityException {
    long oldestKept = kept.get(kept.size() - 1).lastId();
    List<FileName> superseded = new ArrayList<>();
    for (FileName name : LogFiles.listOwnCheckpoints(directory)) {
      if (LogFiles.ownCheckpoint(name).orElse(oldestKept) < oldestKept) {
        superseded.add(name);
      }
    }
    return superseded;
  }

  private boolean verify(CheckpointRef checkpoint) throws DurabilityException {
    try (CheckpointInput input = CheckpointInput.open(directory, checkpoint)) {
      input.verifyRest();
      return true;
    } catch (CorruptException | NotFoundException e) {
      LOG.log(Logger.Level.WARNING, "a kept checkpoint is damaged and no longer counts", e);
      return false;
    }
  }
}
