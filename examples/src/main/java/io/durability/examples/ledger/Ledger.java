package io.durability.examples.ledger;

import java.util.Arrays;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Accounts and their balances, and how far each origin has come: the state that transfers are
 * applied to. Money only moves, so {@link #total} never changes.
 *
 * <p>A payment in parts goes through {@link #IN_TRANSIT} in one atomic batch. Between batches that
 * account is empty; it is not if a part of a batch is missing.
 *
 * <p>Threads: one at a time.
 */
public final class Ledger {

  /** The account through which payments in parts go. */
  public static final int IN_TRANSIT = 0;

  private final long[] balances;
  private final SortedMap<Origin, Long> numbers;
  private long applied;

  Ledger(long[] balances, SortedMap<Origin, Long> numbers, long applied) {
    this.balances = balances;
    this.numbers = numbers;
    this.applied = applied;
  }

  /**
   * Returns a ledger before its first transfer.
   *
   * @param accounts how many accounts there are besides {@link #IN_TRANSIT}, numbered from 1
   * @param balance what each of them has
   */
  public static Ledger opening(int accounts, long balance) {
    long[] balances = new long[accounts + 1];
    Arrays.fill(balances, 1, balances.length, balance);
    return new Ledger(balances, new TreeMap<>(), 0);
  }

  /**
   * Applies a transfer.
   *
   * @return this ledger
   * @throws LedgerException if it is not the next one of its origin, or names no account; the
   *     ledger is unchanged
   */
  public Ledger apply(Transfer transfer) throws LedgerException {
    long last = lastNumber(transfer.origin());
    if (transfer.number() <= last) {
      throw new LedgerException(
          "transfer applied twice [transfer=" + transfer.name() + ", last applied=" + last + "]");
    }
    if (transfer.number() != last + 1) {
      throw new LedgerException(
          "transfer missing [expected=" + (last + 1) + ", found=" + transfer.name() + "]");
    }
    if (!isAccount(transfer.from()) || !isAccount(transfer.to()) || transfer.amount() <= 0) {
      throw new LedgerException(
          "transfer malformed [expected accounts below "
              + balances.length
              + " and an amount above 0, found="
              + transfer
              + "]");
    }
    balances[transfer.from()] = Math.subtractExact(balances[transfer.from()], transfer.amount());
    balances[transfer.to()] = Math.addExact(balances[transfer.to()], transfer.amount());
    numbers.put(transfer.origin(), transfer.number());
    applied++;
    return this;
  }

  /** Returns the sum of all balances. */
  public long total() {
    long total = 0;
    for (long balance : balances) {
      total = Math.addExact(total, balance);
    }
    return total;
  }

  /** Returns what an account has. */
  public long balance(int account) {
    return balances[account];
  }

  /** Returns how many accounts there are besides {@link #IN_TRANSIT}. */
  public int accounts() {
    return balances.length - 1;
  }

  /** Returns how many transfers were applied. */
  public long applied() {
    return applied;
  }

  /** Returns the number of an origin's last transfer, 0 if it has none. */
  public long lastNumber(Origin origin) {
    return numbers.getOrDefault(origin, 0L);
  }

  /** Returns a ledger with the same content that does not change when this one does. */
  public Ledger copy() {
    return new Ledger(balances.clone(), new TreeMap<>(numbers), applied);
  }

  SortedMap<Origin, Long> numbers() {
    return Collections.unmodifiableSortedMap(numbers);
  }

  private boolean isAccount(int account) {
    return account >= 0 && account < balances.length;
  }
}
