package io.durability.fs;

import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The time between opening a directory and closing it: runs its verbs, one change at a time, and
 * knows which handles are to be given back at the end.
 *
 * <p>Threads: {@link #lock} is the directory's lock, under which everything changes that is not
 * inside one open file. It is taken before an appender's own, never after.
 */
final class Session {

  /** What a verb does. */
  interface Action<T> {
    T run() throws IOException;
  }

  /** What a verb without a result does. */
  interface Effect {
    void run() throws IOException;
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Set<AutoCloseable> open = ConcurrentHashMap.newKeySet();
  private final RootClaim claim;
  private final Location location;
  private volatile boolean closed;

  Session(RootClaim claim, Location location) {
    this.claim = claim;
    this.location = location;
  }

  /** Runs a verb that changes something, under the lock and with the root in our hands. */
  <T> T change(String failed, Location at, Action<T> action) throws DurabilityException {
    lock.lock();
    try {
      checkOpen();
      claim.hold();
      return action.run();
    } catch (IOException e) {
      throw Failures.of(failed, at, e);
    } finally {
      lock.unlock();
    }
  }

  /** Runs a verb that changes something and tells nothing. */
  void perform(String failed, Location at, Effect effect) throws DurabilityException {
    change(
        failed,
        at,
        () -> {
          effect.run();
          return this;
        });
  }

  /** Runs a verb that reads one file. */
  <T> T read(String failed, Location at, Action<T> action) throws DurabilityException {
    checkOpen();
    try {
      return action.run();
    } catch (IOException e) {
      throw Failures.of(failed, at, e);
    }
  }

  /**
   * Runs a verb that reads a folder. Not beside a change of ours: on some file systems a name that
   * is replaced while its folder is read is not seen, neither as it was nor as it is then.
   */
  <T> T list(String failed, Location at, Action<T> action) throws DurabilityException {
    lock.lock();
    try {
      return read(failed, at, action);
    } finally {
      lock.unlock();
    }
  }

  /** Notes a handle, to be closed with the directory. */
  <T extends AutoCloseable> T opened(T handle) {
    open.add(handle);
    if (closed) {
      // Closed in between; whoever asked for the handle does not get it, and closes what is in it.
      open.remove(handle);
      checkOpen();
    }
    return handle;
  }

  void forget(AutoCloseable handle) {
    open.remove(handle);
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("directory is closed [" + location + "]");
    }
  }

  /** Closes all handles, then gives the root back. Idempotent. */
  void close() throws DurabilityException {
    lock.lock();
    try {
      closed = true;
      @Nullable IOException failure = null;
      for (AutoCloseable handle : List.copyOf(open)) {
        failure = close(handle, failure);
      }
      open.clear();
      // Last, so that no other process meets a writer that is still open.
      failure = close(claim::release, failure);
      if (failure != null) {
        throw Failures.of("directory not closed", location, failure);
      }
    } finally {
      lock.unlock();
    }
  }

  private static @Nullable IOException close(AutoCloseable handle, @Nullable IOException earlier) {
    try {
      handle.close();
      return earlier;
    } catch (IOException e) {
      return earlier == null ? e : earlier;
    } catch (Exception e) {
      return earlier == null ? new IOException(e) : earlier;
    }
  }
}
