package io.durability.internal.log;

import io.durability.storage.FileName;
import java.util.UUID;

/**
 * What names a checkpoint file.
 *
 * @param name its file name
 * @param logId the log it is of
 * @param checkpointId random, keys its blocks
 */
public record CheckpointIds(FileName name, UUID logId, UUID checkpointId) {

  private static final UUID NO_LOG = new UUID(0, 0);

  /**
   * Names a checkpoint of no log.
   *
   * @throws IllegalArgumentException if its name is in a folder of a log
   */
  public static CheckpointIds ofNoLog(FileName name, UUID checkpointId) {
    LogFiles.requireForeign(name);
    return new CheckpointIds(name, NO_LOG, checkpointId);
  }
}
