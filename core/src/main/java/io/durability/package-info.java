/**
 * What an application touches: a {@link io.durability.Log} to append entries to, a {@link
 * io.durability.Publisher} that makes a checkpoint and truncates what it covers, and a {@link
 * io.durability.Recovery} that gives the state back.
 */
@NullMarked
package io.durability;

import org.jspecify.annotations.NullMarked;
