/** A function that keeps its state in an object store, one {@code DurableState} for each tenant. */
@NullMarked
package io.durability.examples.serverless;

import org.jspecify.annotations.NullMarked;
