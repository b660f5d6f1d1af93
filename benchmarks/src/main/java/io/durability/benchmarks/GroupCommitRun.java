package io.durability.benchmarks;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

/** Loads a log: many threads that block, or one that keeps futures in flight. */
public final class GroupCommitRun {
  /** The most entries that any run has in flight. */
  public static final int IN_FLIGHT_MAX = 256;

  /** The share of a run before it counts: threads start, the batch size settles. */
  private static final int WARM_UP_DIVISOR = 5;

  private final DurableLog log;
  private final byte[] payload;
  private final long nanos;
  private volatile int phase;

  /** Loads this log with payloads of that size, for that long in each run. */
  public GroupCommitRun(DurableLog log, int payloadBytes, long nanos) {
    this.log = log;
    this.payload = new byte[payloadBytes];
    this.nanos = nanos;
    for (int i = 0; i < payloadBytes; i++) {
      payload[i] = (byte) i;
    }
  }

  /** A load: appends until the phase is over, and counts what was durable in the middle phase. */
  private interface Load {
    void run(Latencies latencies) throws Exception;
  }

  /** Measures {@code count} threads, each of which waits for its entry. */
  public Measurement blocking(int count) throws InterruptedException {
    return run(count, this::appendAndWait);
  }

  /** Measures one thread with {@link #IN_FLIGHT_MAX} futures in flight. */
  public Measurement futures() throws InterruptedException {
    return run(1, this::appendAhead);
  }

  private Measurement run(int count, Load load) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    List<Latencies> all = new ArrayList<>();
    Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    CountDownLatch ready = new CountDownLatch(count);
    for (int i = 0; i < count; i++) {
      Latencies latencies = new Latencies();
      Thread thread =
          new Thread(
              () -> {
                ready.countDown();
                loaded(load, latencies);
              },
              "appender-" + i);
      thread.setUncaughtExceptionHandler((t, e) -> failures.add(e));
      all.add(latencies);
      threads.add(thread);
      thread.start();
    }
    ready.await();
    Thread.sleep(nanos / WARM_UP_DIVISOR / 1_000_000);
    long syncs = log.syncs();
    long start = System.nanoTime();
    phase = 1;
    Thread.sleep(nanos / 1_000_000);
    phase = 2;
    long took = System.nanoTime() - start;
    syncs = log.syncs() - syncs;
    for (Thread thread : threads) {
      thread.join();
    }
    if (!failures.isEmpty()) {
      throw new IllegalStateException("an appender failed", failures.peek());
    }
    Latencies merged = new Latencies();
    all.forEach(merged::addAll);
    double perSync = syncs == 0 ? Double.NaN : (double) merged.count() / syncs;
    return merged.over(took, perSync, Double.NaN);
  }

  private static void loaded(Load load, Latencies latencies) {
    try {
      load.run(latencies);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private void appendAndWait(Latencies latencies) throws Exception {
    while (phase < 2) {
      long before = System.nanoTime();
      log.append(payload);
      if (phase == 1) {
        latencies.add(System.nanoTime() - before);
      }
    }
  }

  private void appendAhead(Latencies latencies) throws Exception {
    record Pending(CompletableFuture<?> future, long before) {}
    Queue<Pending> pending = new ArrayDeque<>();
    while (phase < 2) {
      if (pending.size() == IN_FLIGHT_MAX) {
        Pending oldest = pending.remove();
        oldest.future.join();
        if (phase == 1) {
          latencies.add(System.nanoTime() - oldest.before);
        }
      }
      long before = System.nanoTime();
      pending.add(new Pending(log.appendAsync(payload), before));
    }
    pending.forEach(p -> p.future.join());
  }
}
