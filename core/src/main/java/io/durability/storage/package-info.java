/**
 * The storage SPI: what a store must do for a log to be safe on it, and the ways to find and wrap
 * one.
 *
 * <p>A {@link io.durability.storage.Directory} holds two kinds of files. A <em>whole file</em> is
 * written in one piece, atomically, by {@code write} or a {@code FileWriter}. An <em>append
 * file</em> grows by an {@code Appender} and is written by one writer at a time, which {@code seal}
 * ends. A name is used for one kind only.
 */
@NullMarked
package io.durability.storage;

import org.jspecify.annotations.NullMarked;
