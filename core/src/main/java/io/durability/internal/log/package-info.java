/**
 * The engine: group commit, segments, the judgement of the tail, claim, replay, truncation. It asks
 * nothing of a store but what {@code storage} promises, and nothing about it but its traits.
 */
@NullMarked
package io.durability.internal.log;

import org.jspecify.annotations.NullMarked;
