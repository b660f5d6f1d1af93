/** The durability command-line tool. */
@NullMarked
package io.durability.cli;

import org.jspecify.annotations.NullMarked;
