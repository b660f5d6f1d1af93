/**
 * The demo: child processes that write a ledger are killed, and every transfer that they had
 * acknowledged must be there afterwards.
 */
@NullMarked
package io.durability.examples.demo;

import org.jspecify.annotations.NullMarked;
