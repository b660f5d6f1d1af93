package io.durability.it.emulator;

import java.io.IOException;
import java.util.Optional;

/**
 * One way to have a store to test against.
 *
 * @param <E> how its clients reach it
 */
public interface Rung<E> {

  /** Returns the name by which this rung can be asked for, such as {@code s3proxy}. */
  String name();

  /** Tells what is missing here to use this rung, and how to get it; empty if nothing is. */
  Optional<String> missing();

  /**
   * Starts the store, or connects to it.
   *
   * @throws IOException if it cannot be reached although nothing seemed missing
   */
  Running<E> start() throws IOException;
}
