/**
 * The crash-state explorer: runs workloads on a simulated disk, crashes at every change to it,
 * makes every state that the crash may leave, runs the product's own recovery on each, and crashes
 * again inside that.
 */
@NullMarked
package io.durability.testkit.crash;

import org.jspecify.annotations.NullMarked;
