package io.durability.examples.ledger;

import io.durability.Ack;
import io.durability.Log;
import io.durability.LogOptions;
import io.durability.PublishResult;
import io.durability.Publisher;
import io.durability.Recovered;
import io.durability.Recovery;
import io.durability.errors.DurabilityException;
import io.durability.storage.Directory;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A ledger that outlives its process. Every transfer is appended to a log before it counts, and the
 * ledger is published from time to time, so that the log stays short.
 *
 * <p>Threads: all methods may be called from any threads. One lock covers append and apply, so that
 * the ledger changes in the order of the log; waiting for durability is outside of it, so that the
 * transfers of many threads are committed together.
 */
public final class Bank implements AutoCloseable {

  /** How many accounts a new ledger has. */
  public static final int ACCOUNTS = 1_000;

  /** What each account has to begin with. */
  public static final long OPENING_BALANCE = 1_000_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Publisher<Ledger> publisher = Publisher.of(LedgerCodec.INSTANCE);
  private final Log<Transfer> log;
  private final Ledger ledger;
  private volatile long lastId;

  private Bank(Log<Transfer> log, Ledger ledger, long lastId) {
    this.log = log;
    this.ledger = ledger;
    this.lastId = lastId;
  }

  /** Returns the means to recover a ledger, which changes nothing in the directory. */
  public static Recovery<Ledger, Transfer> recovery(Directory directory) {
    return Recovery.of(
        directory,
        LedgerCodec.INSTANCE,
        TransferCodec.INSTANCE,
        () -> Ledger.opening(ACCOUNTS, OPENING_BALANCE),
        (ledger, id, transfer) -> ledger.apply(transfer));
  }

  /**
   * Recovers the ledger and becomes its writer.
   *
   * @throws IOException as recovering and claiming do
   */
  public static Bank open(Directory directory, LogOptions options) throws IOException {
    Recovered<Ledger, Transfer> recovered = recovery(directory).latest();
    Log<Transfer> log = recovered.claim(options);
    return new Bank(log, recovered.state(), recovered.lastId());
  }

  /**
   * Makes transfers, all or none. They count when the ack says that they are durable.
   *
   * @return the ack, with the id of the last of them
   * @throws LedgerException if one is not the next of its origin; this bank must not be used again
   * @throws IOException as appending does
   */
  public Ack transfer(List<Transfer> transfers) throws IOException {
    lock.lock();
    try {
      Ack ack = transfers.size() == 1 ? log.append(transfers.get(0)) : log.appendAll(transfers);
      for (Transfer transfer : transfers) {
        ledger.apply(transfer);
      }
      lastId = ack.id();
      return ack;
    } finally {
      lock.unlock();
    }
  }

  /** Returns a copy of the ledger, of which everything is durable. */
  public Snapshot snapshot() throws DurabilityException {
    Snapshot snapshot;
    lock.lock();
    try {
      snapshot = new Snapshot(ledger.copy(), lastId);
    } finally {
      lock.unlock();
    }
    log.sync();
    return snapshot;
  }

  /**
   * Publishes a snapshot: from now on recovery starts from it, and the log before the checkpoints
   * that are kept is deleted.
   *
   * @throws IllegalArgumentException if no transfer was made since the last one
   * @throws IOException if the snapshot is not published; nothing was deleted
   */
  public PublishResult publish(Snapshot snapshot) throws IOException {
    return publisher.publish(log, snapshot.ledger(), snapshot.lastId());
  }

  /** Returns the id of the last transfer, durable or not; 0 if there is none. */
  public long lastId() {
    return lastId;
  }

  /** Makes every transfer durable and ends this writer; the directory stays open. */
  @Override
  public void close() throws DurabilityException {
    log.close();
  }
}
