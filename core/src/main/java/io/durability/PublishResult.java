package io.durability;

import io.durability.errors.DurabilityException;
import io.durability.storage.FileName;
import java.util.Optional;

/**
 * What a publish did. That it is there means that the checkpoint is durable and committed.
 *
 * @param checkpoint the checkpoint's file
 * @param lastId the last entry id it covers
 * @param markerId the id of the marker that committed it
 * @param segmentsDeleted how many segments were deleted
 * @param bytesDeleted how many bytes those had; a directory on local disk keeps some of the files
 *     to write the next segments into, and gives their space back only when it is closed
 * @param deletionFailure why deletion stopped, if it did; the checkpoint counts all the same, and
 *     the next publish makes up for it
 */
public record PublishResult(
    FileName checkpoint,
    long lastId,
    long markerId,
    int segmentsDeleted,
    long bytesDeleted,
    Optional<DurabilityException> deletionFailure) {}
