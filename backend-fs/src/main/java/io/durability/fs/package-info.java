/** The storage SPI on a local file system. */
@NullMarked
package io.durability.fs;

import org.jspecify.annotations.NullMarked;
