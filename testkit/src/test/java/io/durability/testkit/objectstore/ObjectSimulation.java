package io.durability.testkit.objectstore;

import io.durability.Ack;
import io.durability.Codecs;
import io.durability.Log;
import io.durability.LogReader;
import io.durability.Publisher;
import io.durability.Recovered;
import io.durability.errors.CorruptException;
import io.durability.errors.DurabilityException;
import io.durability.objectstore.ObjectStoreDirectory;
import io.durability.testkit.ObjectBucket;
import io.durability.testkit.ObjectFault;
import io.durability.testkit.ObjectFaults;
import io.durability.testkit.ObjectTraffic;
import io.durability.testkit.RequestKind;
import io.durability.testkit.RequestTiming;
import io.durability.testkit.SimulatedObjectStore;
import io.durability.testkit.SimulatedProcess;
import io.durability.testkit.Simulation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

/**
 * A log on a faulty store, through a number of operations by chance: append, batch, publish, crash,
 * reopen, takeover, read, truncate. Compared with what was promised whenever it is opened.
 */
final class ObjectSimulation {

  private static final long SECOND = 1_000_000_000L;

  private final Simulation world;
  private final SplittableRandom chance;
  private final ObjectBucket bucket;
  private final ObjectTraffic traffic;
  private final Promises promises = new Promises();
  private int operationsLeft;
  private int sessions;
  private int entries;

  ObjectSimulation(long seed, int operations, ObjectTraffic traffic) {
    this.world = new Simulation(seed);
    this.chance = world.split();
    this.bucket = new ObjectBucket(ObjectBucket.TRAITS, 1 + chance.nextInt(50));
    this.traffic = traffic;
    this.operationsLeft = operations;
    if (chance.nextBoolean()) {
      bucket.keepDeleted();
    }
  }

  /** Runs it; returns which promises were broken. */
  List<String> run() throws IOException {
    while (operationsLeft > 0 && promises.broken().isEmpty()) {
      SimulatedProcess process = world.process("session-" + sessions++);
      SimulatedObjectStore store = connect(process);
      boolean[] handsOver = new boolean[1];
      CompletableFuture<Void> session =
          process.run(
              () -> {
                session(process, store, handsOver);
                return null;
              });
      world.await(() -> session.isDone() || process.isKilled() || handsOver[0]);
      if (session.isCompletedExceptionally()) {
        promises.broken("a session ended with " + session.handle((v, e) -> e).join());
      }
    }
    world.sleep(600 * SECOND);
    SimulatedProcess reader = world.process("reader");
    SimulatedObjectStore store = new SimulatedObjectStore(bucket, reader);
    try {
      promises.check(History.recovery(WriterLife.directory(store, reader)).latest().state());
    } catch (DurabilityException e) {
      promises.broken("the last recovery failed: " + e);
    }
    return promises.broken();
  }

  private SimulatedObjectStore connect(SimulatedProcess process) {
    SplittableRandom own = chance.split();
    ObjectFaults few = ObjectFaults.random(own.split(), 0.04, EnumSet.allOf(ObjectFault.class));
    // There are few deletions, and they are to meet every fault as well.
    ObjectFaults many = ObjectFaults.random(own.split(), 0.35, EnumSet.allOf(ObjectFault.class));
    return new SimulatedObjectStore(bucket, process, traffic)
        .timing(RequestTiming.cloud())
        .faults(r -> r.kind() == RequestKind.DELETE ? many.next(r) : few.next(r));
  }

  private long damages() {
    return traffic.fired(ObjectFault.DAMAGED_BODY) + traffic.fired(ObjectFault.NOT_FOUND_404);
  }

  /** One process: opens, works until it crashes, closes or hands over. */
  private void session(SimulatedProcess process, SimulatedObjectStore store, boolean[] handsOver)
      throws IOException {
    long damagesBefore = damages();
    // However often it cannot open: that was an operation.
    operationsLeft--;
    try (ObjectStoreDirectory directory = WriterLife.directory(store, process)) {
      Map<Long, String> before = promises.soFar();
      Recovered<History, String> recovered = History.recovery(directory).latest();
      promises.check(recovered.state(), before);
      try (Log<String> log = recovered.claim(WriterLife.options(process, 1 + chance.nextInt(2)))) {
        promises.claimed(recovered.state());
        work(process, directory, log, recovered.state(), handsOver);
      }
    } catch (CorruptException e) {
      if (damages() == damagesBefore) {
        promises.broken("damage found where there is none: " + e);
      }
    } catch (DurabilityException e) {
      // Superseded, poisoned, or the store did not answer: the next session sees what is there.
      return;
    }
  }

  private void work(
      SimulatedProcess process,
      ObjectStoreDirectory directory,
      Log<String> log,
      History recovered,
      boolean[] handsOver)
      throws IOException {
    History state = recovered;
    while (operationsLeft > 0) {
      operationsLeft--;
      switch (chance.nextInt(24)) {
        case 0 -> process.kill();
        case 1 -> {
          return;
        }
        case 2 -> handsOver[0] = true;
        case 3, 4 -> state = publish(log, state);
        case 5 -> log.truncate();
        case 6 -> read(directory, state);
        case 7 -> process.freeze(chance.nextLong(20 * SECOND));
        case 8, 9, 10 -> state = batch(log, state);
        case 11 -> log.sync();
        default -> state = append(log, state);
      }
    }
  }

  private String entry() {
    String entry = "entry-" + entries++;
    promises.attempt(entry);
    return entry;
  }

  private History append(Log<String> log, History state) throws IOException {
    String entry = entry();
    if (chance.nextBoolean()) {
      long id = log.appendDurable(entry);
      promises.acknowledged(id, entry);
      return state.apply(id, entry);
    }
    Ack ack = log.append(entry);
    acknowledge(ack, ack.id(), entry);
    return state.apply(ack.id(), entry);
  }

  private History batch(Log<String> log, History state) throws IOException {
    List<String> batch = new ArrayList<>();
    for (int i = 1 + chance.nextInt(5); i > 0; i--) {
      batch.add(entry());
    }
    Ack ack = log.appendAll(batch);
    History after = state;
    for (int i = 0; i < batch.size(); i++) {
      long id = ack.id() - batch.size() + 1 + i;
      acknowledge(ack, id, batch.get(i));
      after = after.apply(id, batch.get(i));
    }
    return after;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // What fails in it fails the simulation.
  private void acknowledge(Ack ack, long id, String entry) {
    ack.durable()
        .whenComplete(
            (unused, failed) -> {
              if (failed == null) {
                promises.acknowledged(id, entry);
              }
            });
  }

  private History publish(Log<String> log, History state) throws IOException {
    log.sync();
    if (!state.entries().isEmpty()) {
      try {
        Publisher.of(History.CODEC).publish(log, state, state.entries().lastKey());
      } catch (IllegalArgumentException e) {
        // Nothing was appended since the last one.
        return state;
      }
    }
    return state;
  }

  private void read(ObjectStoreDirectory directory, History state) throws IOException {
    long from = state.entries().isEmpty() ? 1 : state.entries().lastKey();
    try (LogReader<String> reader = LogReader.open(directory, Codecs.utf8(), from)) {
      while (reader.next()) {
        promises.checkRead(reader.id(), reader.entry());
      }
    }
  }

  int acks() {
    return promises.acks();
  }
}
