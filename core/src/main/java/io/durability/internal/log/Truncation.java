package io.durability.internal.log;

import io.durability.errors.DurabilityException;
import org.jspecify.annotations.Nullable;

/**
 * What a truncation did.
 *
 * @param segments how many segments were deleted
 * @param bytes how many bytes those had
 * @param failure what ended it before it was done, or null
 */
public record Truncation(int segments, long bytes, @Nullable DurabilityException failure) {

  static final Truncation NOTHING = new Truncation(0, 0, null);
}
