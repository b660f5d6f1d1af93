package io.durability.examples.ledger;

/**
 * Money that moves from one account to another: what the log of a ledger holds.
 *
 * @param origin who made it
 * @param number its number, from 1, dense for each origin; never used twice
 * @param from the account that gives
 * @param to the account that takes
 * @param amount how much, more than 0
 */
public record Transfer(Origin origin, long number, int from, int to, long amount) {

  /** Returns origin and number, as in {@code 3/0/517}, which no other transfer has. */
  public String name() {
    return origin + "/" + number;
  }
}
