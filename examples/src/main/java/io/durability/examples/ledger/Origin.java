package io.durability.examples.ledger;

import java.util.Comparator;

/**
 * Who made a transfer: one writer of one round. It numbers its transfers from 1 without a gap, so
 * that a ledger can tell a transfer that is applied twice from one that is missing.
 *
 * @param round the round, from 1
 * @param writer the writer within the round, from 0
 */
public record Origin(int round, int writer) implements Comparable<Origin> {

  private static final Comparator<Origin> ORDER =
      Comparator.comparingInt(Origin::round).thenComparingInt(Origin::writer);

  @Override
  public int compareTo(Origin other) {
    return ORDER.compare(this, other);
  }

  /** Returns round and writer, as in {@code 3/0}. */
  @Override
  public String toString() {
    return round + "/" + writer;
  }
}
