package io.durability.internal.log;

import io.durability.internal.format.CheckpointRef;

/**
 * What a publish did.
 *
 * @param checkpoint the checkpoint committed
 * @param markerId the id of the marker that did it
 * @param truncation what was deleted afterwards
 */
public record Published(CheckpointRef checkpoint, long markerId, Truncation truncation) {}
