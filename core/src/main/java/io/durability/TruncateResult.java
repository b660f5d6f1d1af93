package io.durability;

import io.durability.errors.DurabilityException;
import java.util.Optional;

/**
 * What {@link Log#truncate} did.
 *
 * @param segmentsDeleted how many segments were deleted
 * @param bytesDeleted how many bytes those had; the disk may get them back later, see {@link
 *     PublishResult}
 * @param deletionFailure why deletion stopped, if it did; the next truncation makes up for it
 */
public record TruncateResult(
    int segmentsDeleted, long bytesDeleted, Optional<DurabilityException> deletionFailure) {}
