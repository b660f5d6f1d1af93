/**
 * Protocol mutants: the code with one barrier removed or misplaced, and for each a scenario that
 * notices. How to add one: a line in {@link io.durability.mutants.Mutants}, and a scenario if none
 * fits.
 */
@NullMarked
package io.durability.mutants;

import org.jspecify.annotations.NullMarked;
