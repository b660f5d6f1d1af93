/**
 * Programs that measure: what the local disk allows, and how near the library comes to it. Nothing
 * here is published.
 */
@NullMarked
package io.durability.benchmarks;

import org.jspecify.annotations.NullMarked;
