/**
 * The failures of the library: one small sealed family, one type for each reaction a caller can
 * take, none for each cause.
 */
@NullMarked
package io.durability.errors;

import org.jspecify.annotations.NullMarked;
