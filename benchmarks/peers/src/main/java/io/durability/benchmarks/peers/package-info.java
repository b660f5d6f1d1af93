/** The same jobs for this library and for other logs, side by side in one run. */
@NullMarked
package io.durability.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
