package io.durability.examples.serverless;

import io.durability.Codecs;
import io.durability.DurableState;
import io.durability.errors.DurabilityException;
import io.durability.errors.PoisonedException;
import io.durability.errors.SupersededException;
import io.durability.storage.Directory;
import io.durability.storage.PrefixDirectory;
import java.io.IOException;
import java.lang.System.Logger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The accounts that an instance has open, each in a folder of its own. When there are too many, the
 * one that was longest open is closed.
 *
 * <p>Threads: any; the lock guards the map, and is held while an account is recovered, so that one
 * instance does not take a tenant over from itself.
 */
final class Tenants implements AutoCloseable {

  private static final Logger LOG = System.getLogger(Tenants.class.getName());

  private static final int OPEN_MAX = 100;
  private static final int PUBLISH_EVERY = 1_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Directory directory;
  private final Map<String, DurableState<Account, Deposit>> open = new LinkedHashMap<>();

  /** Refuses a deposit that was made before. */
  static final class DoneBefore extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DoneBefore(String requestId) {
      super("request was done before [requestId=" + requestId + "]", null, false, false);
    }
  }

  Tenants(Directory directory) {
    this.directory = directory;
  }

  /** Returns the account of a tenant, and recovers it if need be. */
  DurableState<Account, Deposit> account(String tenant) throws IOException {
    lock.lock();
    try {
      DurableState<Account, Deposit> account = open.get(tenant);
      if (account == null) {
        makeRoom();
        account = recover(tenant);
        open.put(tenant, account);
      }
      return account;
    } finally {
      lock.unlock();
    }
  }

  private DurableState<Account, Deposit> recover(String tenant) throws IOException {
    return DurableState.<Account, Deposit>builder(PrefixDirectory.of(directory, tenant))
        .initial(Account::empty)
        .apply(Account::apply)
        .check(Tenants::requireNew)
        .stateCodec(AccountCodec.INSTANCE)
        .entryCodec(Codecs.records(Deposit.class))
        .publishEvery(PUBLISH_EVERY)
        .open();
  }

  private static void requireNew(Account account, Deposit deposit) {
    if (account.has(deposit.requestId())) {
      throw new DoneBefore(deposit.requestId());
    }
  }

  private void makeRoom() throws DurabilityException {
    while (open.size() >= OPEN_MAX) {
      String longest = open.keySet().iterator().next();
      end(open.remove(longest));
    }
  }

  /** Closes an account that can be used no more, unless another thread has opened it anew. */
  void forget(String tenant, DurableState<Account, Deposit> account) throws DurabilityException {
    lock.lock();
    try {
      if (open.remove(tenant, account)) {
        end(account);
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Closes an account; that it was taken over is no failure, for nothing was acknowledged since.
   */
  private static void end(DurableState<Account, Deposit> account) throws DurabilityException {
    try {
      account.close();
    } catch (SupersededException | PoisonedException e) {
      LOG.log(Logger.Level.DEBUG, "closed after a failure that was told before", e);
    }
  }

  @Override
  public void close() throws DurabilityException {
    lock.lock();
    try (directory) {
      List<DurableState<Account, Deposit>> all = new ArrayList<>(open.values());
      open.clear();
      for (DurableState<Account, Deposit> account : all) {
        end(account);
      }
    } finally {
      lock.unlock();
    }
  }
}
