/**
 * The bytes of format version 1, without I/O: encode, decode, check. Every length is bounded before
 * it is used.
 */
@NullMarked
package io.durability.internal.format;

import org.jspecify.annotations.NullMarked;
