/** What proves that a directory, and a log on it, keep their promises. */
@NullMarked
package io.durability.testkit;

import org.jspecify.annotations.NullMarked;
