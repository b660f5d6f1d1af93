/** Small programs that use the library as an application would. */
@NullMarked
package io.durability.examples;

import org.jspecify.annotations.NullMarked;
