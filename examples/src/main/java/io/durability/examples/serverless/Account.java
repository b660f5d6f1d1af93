package io.durability.examples.serverless;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The state of a tenant: a balance, and which requests have made it, so that one that is sent again
 * counts once. Of those the last {@value #REQUESTS_MAX} are kept, in the order of the log, so that
 * every recovery keeps the same ones.
 *
 * <p>Threads: one at a time.
 */
public final class Account {

  /** How many requests are remembered. */
  static final int REQUESTS_MAX = 10_000;

  private final LinkedHashMap<String, Long> requests;
  private long balance;

  Account(long balance, Map<String, Long> requests) {
    this.balance = balance;
    this.requests = new LinkedHashMap<>(requests);
  }

  /** Returns an account before its first deposit. */
  public static Account empty() {
    return new Account(0, Map.of());
  }

  /** Applies a deposit, and returns this account. */
  public Account apply(Deposit deposit) {
    balance = Math.addExact(balance, deposit.cents());
    requests.put(deposit.requestId(), balance);
    if (requests.size() > REQUESTS_MAX) {
      requests.remove(requests.keySet().iterator().next());
    }
    return this;
  }

  /** Tells whether a request was applied. */
  public boolean has(String requestId) {
    return requests.containsKey(requestId);
  }

  /** Returns the balance in cents. */
  public long balance() {
    return balance;
  }

  /** Returns the balance after each request that is remembered, the oldest first. */
  Map<String, Long> requests() {
    return requests;
  }
}
