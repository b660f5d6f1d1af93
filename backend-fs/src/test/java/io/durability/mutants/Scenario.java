package io.durability.mutants;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A directed schedule, a static method without arguments, that returns on the code as it is and
 * throws on a mutant. It runs in a class loader of its own for each mutant.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Scenario {}
