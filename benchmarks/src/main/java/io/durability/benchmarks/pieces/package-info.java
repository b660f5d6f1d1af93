/** JMH benchmarks of the inner pieces of a log. */
@NullMarked
package io.durability.benchmarks.pieces;

import org.jspecify.annotations.NullMarked;
