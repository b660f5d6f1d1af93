package io.durability;

import io.durability.errors.DurabilityException;
import java.util.List;

/**
 * How a {@link DurableState} came back when it was opened.
 *
 * @param lastId the id of the last entry or marker found, 0 if there was none
 * @param checkpointLastId the last id of the checkpoint that was used, 0 if none was
 * @param entriesApplied how many entries were applied to the checkpoint or the initial state
 * @param bytesDropped how many bytes behind the end were dropped, because they were never
 *     acknowledged: the torn tail; on local disk it may be inexact, see {@link
 *     Recovered#bytesDropped}
 * @param checkpointsSkipped what was wrong with newer checkpoints that could not be used, newest
 *     first; worth an alarm if it is not empty
 */
public record RecoveryReport(
    long lastId,
    long checkpointLastId,
    long entriesApplied,
    long bytesDropped,
    List<DurabilityException> checkpointsSkipped) {

  /** Makes the list unmodifiable. */
  public RecoveryReport {
    checkpointsSkipped = List.copyOf(checkpointsSkipped);
  }

  static RecoveryReport of(Recovered<?, ?> recovered) {
    return new RecoveryReport(
        recovered.lastId(),
        recovered.checkpointLastId(),
        recovered.entriesApplied(),
        recovered.bytesDropped(),
        recovered.checkpointsSkipped());
  }
}
