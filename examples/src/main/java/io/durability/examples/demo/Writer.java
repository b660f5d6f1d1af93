package io.durability.examples.demo;

import io.durability.Ack;
import io.durability.examples.ledger.Bank;
import io.durability.examples.ledger.Ledger;
import io.durability.examples.ledger.Origin;
import io.durability.examples.ledger.Transfer;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes random transfers: most of them waits for, some leaves to a future while it goes on, some
 * makes in parts, as an atomic batch. Tells of each when, and only when, it was acknowledged.
 *
 * <p>Threads: one calls {@link #step}; acks of futures come from the log's.
 */
final class Writer {

  /** How many transfers may be left to futures at a time. */
  private static final int FUTURES_MAX = 64;

  private static final long AMOUNT_MAX = 100;
  private static final int PARTS_MAX = 4;

  private final Semaphore futures = new Semaphore(FUTURES_MAX);
  private final Bank bank;
  private final Origin origin;
  private final SplittableRandom random;
  private final Consumer<Signal> signals;
  private volatile @Nullable Throwable failure;
  private long number;

  Writer(Bank bank, Origin origin, SplittableRandom random, Consumer<Signal> signals) {
    this.bank = bank;
    this.origin = origin;
    this.random = random;
    this.signals = signals;
  }

  /** Makes one payment. */
  void step() throws IOException, InterruptedException {
    Throwable failed = failure;
    if (failed != null) {
      throw new IOException("a transfer was not acknowledged", failed);
    }
    int kind = random.nextInt(10);
    if (kind < 6) {
      Ack ack = bank.transfer(List.of(next(account(), account())));
      ack.await();
      acked(ack.id(), number, 1);
    } else if (kind < 8) {
      futures.acquire();
      Ack ack = bank.transfer(List.of(next(account(), account())));
      long made = number;
      var unused = ack.durable().whenComplete((id, refused) -> completed(made, id, refused));
    } else {
      List<Transfer> parts = payInParts();
      Ack ack = bank.transfer(parts);
      ack.await();
      acked(ack.id(), number, parts.size());
    }
  }

  /** Waits until every future is done. */
  void finish() throws InterruptedException {
    futures.acquire(FUTURES_MAX);
    futures.release(FUTURES_MAX);
  }

  private void completed(long made, @Nullable Long id, @Nullable Throwable failed) {
    if (id != null) {
      acked(id, made, 1);
    } else {
      failure = failed;
    }
    futures.release();
  }

  private void acked(long id, long made, int count) {
    signals.accept(new Signal.Acked(id, origin.writer(), made, count));
  }

  /** One account pays, several are paid; in between the money is in transit. */
  private List<Transfer> payInParts() {
    int parts = random.nextInt(1, PARTS_MAX + 1);
    Transfer[] transfers = new Transfer[parts + 1];
    long each = amount();
    transfers[0] =
        new Transfer(
            origin, ++number, account(), Ledger.IN_TRANSIT, Math.multiplyExact(each, parts));
    for (int part = 1; part <= parts; part++) {
      transfers[part] = new Transfer(origin, ++number, Ledger.IN_TRANSIT, account(), each);
    }
    return List.of(transfers);
  }

  private Transfer next(int from, int to) {
    return new Transfer(origin, ++number, from, to, amount());
  }

  private int account() {
    return random.nextInt(1, Bank.ACCOUNTS + 1);
  }

  private long amount() {
    return random.nextLong(1, AMOUNT_MAX + 1);
  }
}
