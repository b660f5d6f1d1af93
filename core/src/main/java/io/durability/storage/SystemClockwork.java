package io.durability.storage;

import java.security.SecureRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** The machine's clock, entropy, and waits; timers in one thread that ends when it is idle. */
final class SystemClockwork implements Clockwork {

  private static final long IDLE_SECONDS = 5;

  private final ScheduledThreadPoolExecutor timers;
  private final RandomGenerator entropy = new SecureRandom();

  SystemClockwork() {
    timers = new ScheduledThreadPoolExecutor(1, SystemClockwork::daemon);
    timers.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
    // Nobody has to close it: without a timer there is no thread.
    timers.allowCoreThreadTimeOut(true);
    timers.setRemoveOnCancelPolicy(true);
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public Timer schedule(Runnable task, long delayNanos) {
    Future<?> scheduled = timers.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
    return () -> scheduled.cancel(false);
  }

  @Override
  public void await(CompletableFuture<?> future) {
    boolean interrupted = false;
    while (!future.isDone()) {
      try {
        future.get();
      } catch (InterruptedException e) {
        // What was begun is finished: an answer that nobody waits for could not be told of.
        interrupted = true;
      } catch (ExecutionException | CancellationException e) {
        break; // It is done; what came of it is the caller's.
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public RandomGenerator entropy() {
    return entropy;
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "durability-timer");
    thread.setDaemon(true);
    return thread;
  }
}
