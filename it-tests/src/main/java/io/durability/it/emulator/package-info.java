/**
 * Stores to test against: a ladder of rungs for each, from a real one that is named in the
 * environment down to an emulator that runs as a child process.
 */
@NullMarked
package io.durability.it.emulator;

import org.jspecify.annotations.NullMarked;
