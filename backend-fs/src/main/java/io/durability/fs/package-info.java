/**
 * The storage SPI on a local file system: each logical name is a file of that path below a root
 * folder. {@link io.durability.fs.FsDirectory} is the way in.
 */
@NullMarked
package io.durability.fs;

import org.jspecify.annotations.NullMarked;
