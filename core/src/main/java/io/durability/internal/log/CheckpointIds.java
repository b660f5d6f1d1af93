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
public record CheckpointIds(FileName name, UUID logId, UUID checkpointId) {}
