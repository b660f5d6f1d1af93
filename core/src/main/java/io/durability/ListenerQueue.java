package io.durability;

import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.errors.PoisonedException;
import io.durability.errors.SupersededException;
import io.durability.internal.log.Restore;
import io.durability.internal.log.WriterEvents;
import io.durability.storage.FileName;
import java.lang.System.Logger;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Events on their way to a listener, which is called by a thread that nobody waits for. The thread
 * is started by the first event, and ends when none has come for a while.
 *
 * <p>{@link #lock} guards all fields. It is never held while the listener runs, or a logger, which
 * is not ours either.
 */
final class ListenerQueue implements WriterEvents {

  /** How many events wait for a slow listener; what comes on top is lost. */
  static final int WAITING_MAX = 1024;

  private static final long LINGER_NANOS = 1_000_000_000;
  private static final Logger LOG = System.getLogger(LogListener.class.getName());

  private final LogListener listener;
  private final ThreadFactory threads;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final ArrayDeque<Consumer<LogListener>> waiting = new ArrayDeque<>();
  private final AtomicBoolean logged = new AtomicBoolean();
  private long missed;
  private boolean running;

  ListenerQueue(LogListener listener, ThreadFactory threads) {
    this.listener = listener;
    this.threads = threads;
  }

  @Override
  public void committed(
      long firstId, long lastId, int appends, int bytes, long ackNanos, long syncNanos) {
    LogListener.Commit commit =
        new LogListener.Commit(firstId, lastId, appends, bytes, ackNanos, syncNanos);
    post(told -> told.committed(commit));
  }

  @Override
  public void rotated(long segment, long firstId, long nanos) {
    LogListener.Rotation rotation = new LogListener.Rotation(segment, firstId, nanos);
    post(told -> told.rotated(rotation));
  }

  @Override
  public void published(String checkpoint, long lastId, long markerId, long bytes, long nanos) {
    LogListener.Publish publish =
        new LogListener.Publish(FileName.of(checkpoint), lastId, markerId, bytes, nanos);
    post(told -> told.published(publish));
  }

  @Override
  public void truncated(
      int segments, long bytes, @Nullable DurabilityException failure, long nanos) {
    LogListener.Truncation truncation =
        new LogListener.Truncation(segments, bytes, Optional.ofNullable(failure), nanos);
    post(told -> told.truncated(truncation));
  }

  @Override
  public void recovered(Restore.Summary summary, long entriesApplied, long nanos) {
    LogListener.Restoration restoration =
        new LogListener.Restoration(
            summary.lastId(),
            summary.checkpointLastId(),
            summary.checkpointsSkipped().size(),
            entriesApplied,
            summary.tornBytes(),
            nanos);
    post(told -> told.recovered(restoration));
  }

  @Override
  public void claimed(long segment, long lastId, long tornBytes, long nanos) {
    LogListener.Claiming claiming = new LogListener.Claiming(segment, lastId, tornBytes, nanos);
    post(told -> told.claimed(claiming));
  }

  @Override
  public void retried(Location place, String request, int attempt, Throwable reason) {
    LogListener.Retry retry = new LogListener.Retry(place, request, attempt, reason);
    post(told -> told.retried(retry));
  }

  @Override
  public void failed(DurabilityException failure) {
    if (failure instanceof SupersededException superseded) {
      post(told -> told.superseded(superseded));
    } else if (failure instanceof PoisonedException poisoned) {
      post(told -> told.poisoned(poisoned));
    }
  }

  private void post(Consumer<LogListener> event) {
    Throwable unstarted = null;
    lock.lock();
    try {
      if (waiting.size() == WAITING_MAX) {
        missed++;
      } else {
        waiting.add(event);
      }
      if (running) {
        arrived.signal();
      } else {
        unstarted = start();
      }
    } finally {
      lock.unlock();
    }
    if (unstarted != null) {
      logOnce("no thread for the log listener", unstarted);
    }
  }

  private @Nullable Throwable start() {
    running = true;
    try {
      threads.newThread(this::run).start();
      return null;
    } catch (RuntimeException | Error e) {
      running = false;
      // A thread that cannot be had must not reach the log: the next event tries again.
      return e;
    }
  }

  private void run() {
    Consumer<LogListener> event = next();
    while (event != null) {
      try {
        event.accept(listener);
      } catch (RuntimeException | Error e) {
        logOnce("the log listener failed; further failures are not logged", e);
      }
      event = next();
    }
  }

  /** Waits for an event; null ends the thread. */
  private @Nullable Consumer<LogListener> next() {
    lock.lock();
    boolean goesOn = false;
    try {
      long left = LINGER_NANOS;
      while (waiting.isEmpty() && missed == 0 && left > 0) {
        left = awaitEvent(left);
      }
      Consumer<LogListener> event = waiting.poll();
      if (event == null && missed > 0) {
        long count = missed;
        missed = 0;
        event = told -> told.missed(count);
      }
      goesOn = event != null;
      return event;
    } finally {
      // Under the same lock as the decision: the next event starts another thread.
      running = goesOn;
      lock.unlock();
    }
  }

  @SuppressWarnings("WaitNotInLoop") // The caller loops.
  private long awaitEvent(long nanos) {
    try {
      return arrived.awaitNanos(nanos);
    } catch (InterruptedException e) {
      // The thread ends by itself; an interrupt, which a listener may have caused, means nothing.
      return nanos;
    }
  }

  private void logOnce(String what, Throwable thrown) {
    if (logged.compareAndSet(false, true)) {
      LOG.log(Logger.Level.WARNING, what, thrown);
    }
  }
}
