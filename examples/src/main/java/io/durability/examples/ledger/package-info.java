/** A bank whose ledger is a log: how an application is built on the library. */
@NullMarked
package io.durability.examples.ledger;

import org.jspecify.annotations.NullMarked;
