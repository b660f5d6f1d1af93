package io.durability.examples.demo;

import io.durability.examples.ledger.Origin;

/**
 * An acknowledged transfer.
 *
 * @param id its entry id
 * @param origin who made it
 * @param number its number
 */
record Promise(long id, Origin origin, long number) {

  /** Returns id and name, as in {@code 4711 (transfer 3/0/517)}. */
  @Override
  public String toString() {
    return id + " (transfer " + origin + "/" + number + ")";
  }
}
