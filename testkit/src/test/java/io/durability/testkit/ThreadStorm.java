package io.durability.testkit;

import static io.durability.testkit.Operation.Verb.SYNC;
import static io.durability.testkit.When.any;
import static io.durability.testkit.When.on;

import io.durability.Ack;
import io.durability.Codecs;
import io.durability.Log;
import io.durability.LogOptions;
import io.durability.Publisher;
import io.durability.SyncPolicy;
import io.durability.errors.PoisonedException;
import io.durability.storage.Directory;
import io.durability.storage.MemoryDirectory;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

/**
 * Several threads use a log at once, are held up and interrupted, and the log may be closed beneath
 * them or lose a sync. The seed gives what each of them does; how they meet, the machine.
 */
final class ThreadStorm {

  private static final List<Fault.Mode> MODES = List.of(Fault.Mode.values());
  private static final int WORKERS = 5;
  private static final int STEPS = 25;
  private static final int PAUSE_NANOS_MAX = 100_000;
  private static final int PATIENCE_SECONDS = 60;

  private final StormLedger ledger = new StormLedger();
  private final Publisher<Long> publisher = Publisher.of(LongState.CODEC);
  private final MemoryDirectory place = new MemoryDirectory();
  private final AtomicLong pauses;

  /** What depends on acks that nobody waits for. */
  private final Queue<CompletableFuture<Void>> callbacks = new ConcurrentLinkedQueue<>();

  private final AtomicLong interrupts = new AtomicLong();
  private final AtomicBoolean closing = new AtomicBoolean();
  private final SplittableRandom random;
  private final FaultDirectory faults;
  private final Directory directory;
  private final Optional<Fault> fault;
  private final boolean closedMidway;
  private final boolean abandoned;

  /**
   * Prepares a storm.
   *
   * @param defect what is between the log and the memory it is in
   */
  ThreadStorm(long seed, UnaryOperator<Directory> defect) {
    random = new SplittableRandom(seed);
    pauses = new AtomicLong(random.nextLong());
    faults = new FaultDirectory(defect.apply(place));
    directory = random.nextBoolean() ? new LateDirectory(faults) : faults;
    faults.before(any(), operation -> pause());
    // Not the first sync, without which there is no log yet.
    fault =
        random.nextInt(3) == 0
            ? Optional.of(
                faults.failOnce(
                    on(SYNC).under("wal/").nth(2 + random.nextInt(60)),
                    MODES.get(random.nextInt(MODES.size()))))
            : Optional.empty();
    closedMidway = random.nextInt(4) == 0;
    abandoned = random.nextInt(3) == 0;
  }

  long interrupts() {
    return interrupts.get();
  }

  long acks() {
    return ledger.acks();
  }

  boolean faultFired() {
    return fault.isPresent() && fault.get().fired();
  }

  /**
   * Holds this thread up for a moment, or not at all: as the seed and the count of calls have it.
   */
  private void pause() {
    SplittableRandom length = new SplittableRandom(pauses.incrementAndGet());
    if (length.nextInt(4) == 0) {
      LockSupport.parkNanos(length.nextInt(PAUSE_NANOS_MAX));
    }
  }

  private LogOptions options() {
    List<SyncPolicy> policies =
        List.of(
            SyncPolicy.durable(), SyncPolicy.interval(Duration.ofMillis(1)), SyncPolicy.buffered());
    return LogOptions.builder()
        .sync(policies.get(random.nextInt(policies.size())))
        .segmentBytes(4096 << random.nextInt(3))
        .checkpointsKept(1 + random.nextInt(2))
        .build();
  }

  /** Runs the storm and says what is wrong, or nothing. */
  Optional<String> run() throws IOException, InterruptedException {
    Log<String> log = Log.open(directory, Codecs.utf8(), options());
    List<FutureTask<Boolean>> tasks = new ArrayList<>();
    List<Thread> workers = new ArrayList<>();
    for (int i = 0; i < WORKERS; i++) {
      SplittableRandom own = random.split();
      boolean closes = closedMidway && i == 0;
      FutureTask<Boolean> task = new FutureTask<>(() -> work(log, own, closes));
      tasks.add(task);
      workers.add(new Thread(task, "storm-" + i));
    }
    workers.forEach(Thread::start);
    while (workers.stream().anyMatch(Thread::isAlive)) {
      workers.get(random.nextInt(WORKERS)).interrupt();
      interrupts.incrementAndGet();
      pause();
      Thread.onSpinWait();
    }
    for (FutureTask<Boolean> task : tasks) {
      try {
        task.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      } catch (ExecutionException | TimeoutException e) {
        return Optional.of(String.valueOf(e.getCause() == null ? e : e.getCause()));
      }
    }
    boolean closed = !abandoned && end(log);
    faults.heal();
    return ledger.judge(place, closed);
  }

  /** Closes the log; false if it had been poisoned. */
  private boolean end(Log<String> log) throws IOException {
    try {
      log.close();
      // A second close says nothing: the first one may have failed.
      return !faultFired();
    } catch (PoisonedException e) {
      requireFault(e);
      return false;
    }
  }

  private boolean work(Log<String> log, SplittableRandom own, boolean closes) throws IOException {
    try {
      for (int i = 0; i < STEPS; i++) {
        boolean interrupted = own.nextInt(4) == 0;
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
        if (closes && i == STEPS / 2) {
          closing.set(true);
          end(log);
        }
        step(log, own);
        if (!Thread.interrupted() && interrupted) {
          throw new AssertionError("an interrupt was lost");
        }
        pause();
      }
    } catch (IllegalStateException e) {
      if (!closing.get()) {
        throw e;
      }
    } catch (PoisonedException e) {
      requireFault(e);
    }
    return true;
  }

  private void step(Log<String> log, SplittableRandom own) throws IOException {
    switch (own.nextInt(9)) {
      case 0, 1 -> {
        String payload = ledger.attempt();
        long id = log.appendDurable(payload);
        ledger.appended(id, payload);
        ledger.acked(id);
      }
      case 2, 3 -> ledger.acked(append(log).await());
      case 4 -> {
        Ack ack = append(log);
        callbacks.add(ack.durable().thenAccept(ledger::acked));
      }
      case 5 -> {
        List<String> batch = List.of(ledger.attempt(), ledger.attempt());
        long id = log.appendAll(batch).id();
        ledger.appended(id - 1, batch.get(0));
        ledger.appended(id, batch.get(1));
      }
      case 6 -> {
        long before = log.lastId();
        log.sync();
        ledger.acked(before);
      }
      case 7 -> publish(log);
      default -> log.truncate();
    }
  }

  private Ack append(Log<String> log) throws IOException {
    String payload = ledger.attempt();
    Ack ack = log.append(payload);
    ledger.appended(ack.id(), payload);
    return ack;
  }

  private void publish(Log<String> log) throws IOException {
    long id = log.durableId();
    try {
      ledger.acked(publisher.publish(log, id, id).markerId());
    } catch (IllegalArgumentException e) {
      // Another thread published as much, or more, meanwhile.
      if (!String.valueOf(e.getMessage()).contains("not above the newest checkpoint")) {
        throw e;
      }
    }
  }

  private void requireFault(PoisonedException e) throws PoisonedException {
    if (!faultFired()) {
      throw e;
    }
  }
}
