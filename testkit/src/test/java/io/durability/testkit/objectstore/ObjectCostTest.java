package io.durability.testkit.objectstore;

import static org.assertj.core.api.Assertions.assertThat;

import io.durability.Ack;
import io.durability.Codecs;
import io.durability.Log;
import io.durability.LogOptions;
import io.durability.Publisher;
import io.durability.objectstore.ObjectStoreDirectory;
import io.durability.objectstore.ObjectStoreOptions;
import io.durability.testkit.ObjectBucket;
import io.durability.testkit.ObjectTraffic;
import io.durability.testkit.RequestKind;
import io.durability.testkit.RequestTiming;
import io.durability.testkit.SimulatedObjectStore;
import io.durability.testkit.SimulatedProcess;
import io.durability.testkit.Simulation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a log on an object store asks of it, counted; bars in benchmarks/targets.properties. */
@SuppressWarnings("LongDoubleConversion") // Counts, far below 2^53.
final class ObjectCostTest {

  private static final long ROUND = 10_000_000;
  private static final long HOUR = 3_600_000_000_000L;
  private static final List<String> FIGURES = new ArrayList<>();

  private final Simulation world = new Simulation(7);
  private final ObjectBucket bucket = new ObjectBucket();
  private final Targets targets = Targets.read();

  /** A process on the store, whose requests are counted. */
  private final class Client {
    final SimulatedProcess process = world.process("p");
    final ObjectTraffic traffic = new ObjectTraffic();
    final SimulatedObjectStore store = new SimulatedObjectStore(bucket, process, traffic);
    final ObjectStoreDirectory directory;

    Client(RequestTiming timing) {
      store.timing(timing);
      directory =
          new ObjectStoreDirectory(store, ObjectStoreOptions.builder().clockwork(process).build());
    }

    Log<byte[]> open(long segmentBytes) throws Exception {
      return Log.open(
          directory,
          Codecs.bytes(),
          LogOptions.builder()
              .clockwork(process)
              .segmentBytes(segmentBytes)
              .checkpointsKept(1)
              .build());
    }
  }

  private static Map<RequestKind, Long> since(
      Map<RequestKind, Long> before, Map<RequestKind, Long> now) {
    Map<RequestKind, Long> made = new java.util.EnumMap<>(RequestKind.class);
    now.forEach(
        (kind, count) -> {
          long more = count - before.getOrDefault(kind, 0L);
          if (more > 0) {
            made.put(kind, more);
          }
        });
    return made;
  }

  private void figure(String name, double found) {
    FIGURES.add(name + "=" + found);
    assertThat(found).as(name).isLessThanOrEqualTo(targets.get("object." + name));
  }

  @AfterEach
  void write() throws Exception {
    Figures.write("request-costs", FIGURES);
  }

  @Test
  void loneAppend_isOnePutAndOneRound() throws Exception {
    Client client = new Client(RequestTiming.constant(ROUND));
    try (Log<byte[]> log = client.open(64 << 20)) {
      log.appendDurable(new byte[100]);
      Map<RequestKind, Long> before = client.traffic.snapshot();
      long begun = world.nanoTime();
      log.appendDurable(new byte[100]);
      assertThat(since(before, client.traffic.snapshot())).isEqualTo(Map.of(RequestKind.PUT, 1L));
      assertThat(world.nanoTime() - begun).isBetween(ROUND, ROUND + 1_000_000);
      figure(
          "lone-append-requests",
          client.traffic.requests() - before.values().stream().mapToLong(Long::longValue).sum());
    }
  }

  @Test
  void idle_asksForNothing() throws Exception {
    Client client = new Client(RequestTiming.constant(ROUND));
    try (Log<byte[]> log = client.open(64 << 20)) {
      log.appendDurable(new byte[100]);
      long before = client.traffic.requests();
      world.sleep(HOUR);
      figure("idle-requests", client.traffic.requests() - before);
    }
  }

  @Test
  void manyAppends_putsForEachCommit_nothingElse() throws Exception {
    Client client = new Client(RequestTiming.cloud());
    try (Log<byte[]> log = client.open(1 << 30)) {
      log.appendDurable(new byte[100]);
      Map<RequestKind, Long> before = client.traffic.snapshot();
      int chunksBefore = bucket.keys().size();
      List<Ack> acks = new ArrayList<>();
      for (int i = 0; i < 20_000; i++) {
        acks.add(log.append(new byte[100]));
        world.sleep(1_000_000);
      }
      for (Ack ack : acks) {
        world.await(ack.durable());
      }
      int commits = bucket.keys().size() - chunksBefore;
      Map<RequestKind, Long> made = since(before, client.traffic.snapshot());
      assertThat(made.keySet()).containsOnly(RequestKind.PUT);
      assertThat(commits).isGreaterThan(300);
      figure("puts-per-commit", made.getOrDefault(RequestKind.PUT, 0L) / (double) commits);
    }
  }

  @Test
  void openAndTakeover_fewRounds() throws Exception {
    Client first = new Client(RequestTiming.constant(ROUND));
    long began = world.nanoTime();
    Log<byte[]> log = first.open(64 << 20);
    figure("first-open-rounds", (world.nanoTime() - began) / (double) ROUND);
    figure("first-open-requests", first.traffic.requests());
    log.appendDurable(new byte[100]);
    Client second = new Client(RequestTiming.constant(ROUND));
    began = world.nanoTime();
    try (Log<byte[]> taken = second.open(64 << 20)) {
      long rounds = (world.nanoTime() - began) / ROUND;
      taken.appendDurable(new byte[100]);
      figure("takeover-rounds", rounds);
      FIGURES.add("takeover-requests=" + second.traffic.snapshot());
    }
  }

  /** Chunks enough for one wave of reads, a segment before the last, and checkpoints. */
  @Test
  void takeover_ofALogInTheMidstOfItsLife_isAsFewRounds() throws Exception {
    Client first = new Client(RequestTiming.constant(ROUND));
    Log<byte[]> log = first.open(64 << 10);
    Fold32 state = new Fold32();
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 20; i++) {
        state.lastId = log.appendDurable(new byte[5_000]);
      }
      publish(log, state);
    }
    for (int i = 0; i < 20; i++) {
      log.appendDurable(new byte[100]);
    }
    Client second = new Client(RequestTiming.constant(ROUND));
    long began = world.nanoTime();
    try (Log<byte[]> taken = second.open(64 << 10)) {
      long rounds = (world.nanoTime() - began) / ROUND;
      taken.appendDurable(new byte[100]);
      FIGURES.add("takeover-later-requests=" + second.traffic.snapshot());
      figure("takeover-rounds", rounds);
    }
  }

  @Test
  void rotation_isAHeaderAndALookAtTheFrontier() throws Exception {
    Client client = new Client(RequestTiming.constant(ROUND));
    try (Log<byte[]> log = client.open(8_192)) {
      log.appendDurable(new byte[5_000]);
      long before = client.traffic.requests();
      log.appendDurable(new byte[5_000]);
      figure("rotation-requests", client.traffic.requests() - before - 1);
    }
  }

  @Test
  void truncation_deletesAThousandAtATime() throws Exception {
    Client client = new Client(RequestTiming.constant(ROUND));
    try (Log<byte[]> log = client.open(1 << 20)) {
      Fold32 state = new Fold32();
      for (int i = 0; i < 2_500; i++) {
        state.lastId = log.appendDurable(new byte[8]);
      }
      publish(log, state);
      state.lastId = log.appendDurable(new byte[8]);
      int before = bucket.keys().size();
      long deletes = client.traffic.requests(RequestKind.DELETE);
      publish(log, state);
      int gone = before - bucket.keys().size();
      assertThat(gone).isGreaterThan(2_400);
      long calls = client.traffic.requests(RequestKind.DELETE) - deletes;
      FIGURES.add("truncation-deletes=" + calls + " for " + gone);
      figure("truncation-deletes-beyond-pages", calls - Math.ceil(gone / 1_000.0));
    }
  }

  /** A state that is a number. */
  private static final class Fold32 {
    long lastId;
  }

  private static void publish(Log<byte[]> log, Fold32 state) throws Exception {
    Publisher.of(
            new io.durability.StateCodec<Fold32>() {
              @Override
              public void write(Fold32 written, java.io.OutputStream out)
                  throws java.io.IOException {
                out.write((int) written.lastId);
              }

              @Override
              public Fold32 read(java.io.InputStream in) {
                return new Fold32();
              }
            })
        .publish(log, state, state.lastId);
  }
}
