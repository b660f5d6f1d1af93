package io.durability.rocksdb;

import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.errors.NotFoundException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/**
 * The time between opening a directory and closing it. RocksDB frees native memory when it is
 * closed, and a call that comes later, or is still under way, ends the JVM. So every call is made
 * within this, and {@link #close} waits for those under way and turns away those that come later.
 *
 * <p>Threads: verbs share {@link #use}, close has it alone; it is taken before any other lock. The
 * database is opened by the first verb that needs it, under {@link #opening}.
 */
final class Session {

  /** What a verb does. */
  interface Action<T> {
    T run(Place place) throws DurabilityException, RocksDBException;
  }

  /** What a verb without a result does. */
  interface Effect {
    void run(Place place) throws DurabilityException, RocksDBException;
  }

  private final Origin origin;
  private final Location location;
  private final ReentrantReadWriteLock use = new ReentrantReadWriteLock();
  private final ReentrantLock opening = new ReentrantLock();
  private final Set<AutoCloseable> handles = ConcurrentHashMap.newKeySet();
  private volatile @Nullable Place place;
  private volatile boolean closed;

  Session(Origin origin, Location location) {
    this.origin = origin;
    this.location = location;
  }

  /** Runs a verb that changes something; creates the database if there is none. */
  <T> T change(String failed, Location at, Action<T> action) throws DurabilityException {
    return within(
        failed,
        at,
        () -> {
          Place found = create();
          found.store.checkUsable();
          found.claim();
          return action.run(found);
        });
  }

  /** Runs a verb that changes something and tells nothing. */
  void perform(String failed, Location at, Effect effect) throws DurabilityException {
    change(
        failed,
        at,
        found -> {
          effect.run(found);
          return this;
        });
  }

  /** Runs a verb that reads, or returns what it tells of a database that is not there. */
  <T> T read(String failed, Location at, T absent, Action<T> action) throws DurabilityException {
    return within(
        failed,
        at,
        () -> {
          Place found = opened();
          if (found == null) {
            return absent;
          }
          found.store.checkUsable();
          return action.run(found);
        });
  }

  /** Runs a verb that reads a file, which is not there if the database is not. */
  <T> T readFile(String failed, Location at, Action<T> action) throws DurabilityException {
    return within(
        failed,
        at,
        () -> {
          Place found = opened();
          if (found == null) {
            throw new NotFoundException("file not found", at);
          }
          found.store.checkUsable();
          return action.run(found);
        });
  }

  /** Runs the last verb of a handle, or nothing if the directory was closed before it. */
  void finish(String failed, Location at, Effect effect) throws DurabilityException {
    use.readLock().lock();
    try {
      if (!closed) {
        perform(failed, at, effect);
      }
    } finally {
      use.readLock().unlock();
    }
  }

  private interface Call<T> {
    T run() throws DurabilityException, RocksDBException;
  }

  private <T> T within(String failed, Location at, Call<T> call) throws DurabilityException {
    use.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException("directory is closed [" + location + "]");
      }
      return call.run();
    } catch (RocksDBException e) {
      throw Failures.of(failed, at, e);
    } finally {
      use.readLock().unlock();
    }
  }

  private @Nullable Place opened() throws DurabilityException, RocksDBException {
    Place found = place;
    if (found != null) {
      return found;
    }
    opening.lock();
    try {
      if (place == null) {
        place = origin.openExisting();
      }
      return place;
    } finally {
      opening.unlock();
    }
  }

  private Place create() throws DurabilityException, RocksDBException {
    opening.lock();
    try {
      Place found = place;
      if (found == null) {
        found = origin.openOrCreate();
        place = found;
      }
      return found;
    } finally {
      opening.unlock();
    }
  }

  /** Notes a handle, to be closed with the directory. Only within a verb. */
  <T extends AutoCloseable> T note(T handle) {
    handles.add(handle);
    return handle;
  }

  void forget(AutoCloseable handle) {
    handles.remove(handle);
  }

  /** Closes all handles, then gives the database back. Idempotent. */
  void close() throws DurabilityException {
    use.writeLock().lock();
    try {
      if (closed) {
        return;
      }
      @Nullable DurabilityException failure = null;
      for (AutoCloseable handle : List.copyOf(handles)) {
        failure = close(handle, failure);
      }
      handles.clear();
      closed = true;
      // Also if no verb ever came: a place in a shared database is held from the beginning.
      origin.close();
      if (failure != null) {
        throw failure;
      }
    } finally {
      use.writeLock().unlock();
    }
  }

  private static @Nullable DurabilityException close(
      AutoCloseable handle, @Nullable DurabilityException earlier) {
    try {
      handle.close();
      return earlier;
    } catch (DurabilityException e) {
      return earlier == null ? e : earlier;
    } catch (IllegalStateException e) {
      // The owner has closed the database before: there is nothing left to give back.
      return earlier;
    } catch (Exception e) {
      throw new AssertionError("handles of this package fail with typed errors only", e);
    }
  }
}
