package io.durability.testkit.objectstore;

import io.durability.Ack;
import io.durability.Log;
import io.durability.LogOptions;
import io.durability.Publisher;
import io.durability.Recovered;
import io.durability.errors.CorruptException;
import io.durability.errors.DurabilityException;
import io.durability.objectstore.ObjectStoreDirectory;
import io.durability.objectstore.ObjectStoreOptions;
import io.durability.testkit.SimulatedObjectStore;
import io.durability.testkit.SimulatedProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What a writer does from its start to its end, in the real code: recovers, claims, appends,
 * publishes, and ends when another takes over.
 */
final class WriterLife {

  private final SimulatedProcess process;
  private final SimulatedObjectStore store;
  private final Promises promises;
  private final SplittableRandom chance;
  private final int operations;
  private int appended;

  WriterLife(
      SimulatedProcess process,
      SimulatedObjectStore store,
      Promises promises,
      SplittableRandom chance,
      int operations) {
    this.process = process;
    this.store = store;
    this.promises = promises;
    this.chance = chance;
    this.operations = operations;
  }

  static ObjectStoreDirectory directory(SimulatedObjectStore store, SimulatedProcess process) {
    return new ObjectStoreDirectory(
        store, ObjectStoreOptions.builder().clockwork(process).putsInFlight(6).build());
  }

  static LogOptions options(SimulatedProcess process, int checkpointsKept) {
    return LogOptions.builder()
        .clockwork(process)
        .segmentBytes(4_096)
        .checkpointsKept(checkpointsKept)
        .build();
  }

  /** Lives once; returns how it ended. */
  String live() throws IOException {
    try (ObjectStoreDirectory directory = directory(store, process)) {
      Recovered<History, String> recovered = History.recovery(directory).latest();
      process.world().sleep(chance.nextLong(2_000_000_000L));
      LogOptions options = options(process, 1 + chance.nextInt(2));
      boolean lazily = chance.nextInt(3) == 0;
      try (Log<String> log = lazily ? recovered.claimLazily(options) : recovered.claim(options)) {
        if (!lazily) {
          promises.claimed(recovered.state());
        }
        work(log, recovered, lazily);
      }
      return "done";
    } catch (CorruptException e) {
      promises.broken(process + " found damage where there is none: " + e);
      return "corrupt";
    } catch (DurabilityException e) {
      return e.getClass().getSimpleName() + ": " + e.getMessage();
    }
  }

  private void work(Log<String> log, Recovered<History, String> recovered, boolean lazily)
      throws IOException {
    History state = lazily ? null : recovered.state();
    List<Ack> open = new ArrayList<>();
    for (int i = 0; i < operations; i++) {
      int what = chance.nextInt(12);
      if (what == 0) {
        process.world().sleep(chance.nextLong(3_000_000_000L));
      } else if (what == 1 && state != null) {
        for (Ack ack : open) {
          ack.await();
        }
        open.clear();
        if (log.durableId() > (state.entries().isEmpty() ? 0 : state.entries().lastKey()) - 1
            && !state.entries().isEmpty()) {
          publish(log, state);
        }
      } else {
        String entry = process + "-" + appended++;
        promises.attempt(entry);
        Ack ack = log.append(entry);
        if (state == null) {
          // The first append claims, and brings the state to where it goes on.
          state = recovered.state();
          promises.claimed(state);
        }
        state = state.apply(ack.id(), entry);
        acknowledge(ack, entry);
        open.add(ack);
        if (chance.nextInt(3) == 0) {
          ack.await();
        }
      }
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // What fails in it fails the simulation.
  private void acknowledge(Ack ack, String entry) {
    ack.durable()
        .whenComplete(
            (id, failed) -> {
              if (failed == null) {
                promises.acknowledged(ack.id(), entry);
              }
            });
  }

  private void publish(Log<String> log, History state) throws IOException {
    try {
      Publisher.of(History.CODEC).publish(log, state, state.entries().lastKey());
    } catch (IllegalArgumentException e) {
      // Published before, without an entry since.
      return;
    }
  }
}
