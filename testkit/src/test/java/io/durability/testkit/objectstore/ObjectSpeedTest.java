package io.durability.testkit.objectstore;

import static org.assertj.core.api.Assertions.assertThat;

import io.durability.Ack;
import io.durability.Codecs;
import io.durability.Log;
import io.durability.LogOptions;
import io.durability.LogReader;
import io.durability.objectstore.ObjectStoreDirectory;
import io.durability.objectstore.ObjectStoreOptions;
import io.durability.testkit.ObjectBucket;
import io.durability.testkit.RequestTiming;
import io.durability.testkit.SimulatedObjectStore;
import io.durability.testkit.SimulatedProcess;
import io.durability.testkit.Simulation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * How fast a log on an object store is, in virtual time: exact, and the same on every machine. Bars
 * in benchmarks/targets.properties.
 */
final class ObjectSpeedTest {

  private static final long MILLI = 1_000_000;

  /** Fewer are of too few requests for a 99th percentile. */
  private static final int ENTRIES_FOR_P99 = 1_000_000;

  /** How many entries: {@code -Ddurability.object.entries}. */
  private static final int ENTRIES = Integer.getInteger("durability.object.entries", 40_000);

  /** How many chunks are recovered: {@code -Ddurability.object.chunks}. */
  private static final int CHUNKS = Integer.getInteger("durability.object.chunks", 3_000);

  private static final List<String> FIGURES = new ArrayList<>();

  private final Simulation world = new Simulation(11);
  private final ObjectBucket bucket = new ObjectBucket();
  private final SimulatedProcess process = world.process("p");
  private final Targets targets = Targets.read();

  private ObjectStoreDirectory directory(int puts, int reads) {
    SimulatedObjectStore store =
        new SimulatedObjectStore(bucket, process).timing(RequestTiming.cloud());
    return new ObjectStoreDirectory(
        store,
        ObjectStoreOptions.builder()
            .clockwork(process)
            .putsInFlight(puts)
            .readsInFlight(reads)
            .build());
  }

  private Log<byte[]> open(int puts) throws Exception {
    LogOptions options = LogOptions.builder().clockwork(process).segmentBytes(1L << 36).build();
    return Log.open(directory(puts, 32), Codecs.bytes(), options);
  }

  @AfterEach
  void write() throws Exception {
    Figures.write("object-speed", FIGURES);
  }

  private void atLeast(String name, double found) {
    FIGURES.add(name + "=" + Math.round(found * 100) / 100.0);
    assertThat(found).as(name).isGreaterThanOrEqualTo(targets.get("object." + name));
  }

  private void atMost(String name, double found) {
    FIGURES.add(name + "=" + Math.round(found * 1_000) / 1_000.0);
    assertThat(found).as(name).isLessThanOrEqualTo(targets.get("object." + name));
  }

  private double throughput(int puts, int entries) throws Exception {
    try (Log<byte[]> log = open(puts)) {
      log.appendDurable(new byte[10]);
      long begun = world.nanoTime();
      for (int i = 0; i < entries; i++) {
        log.append(new byte[1 << 20]);
      }
      log.sync();
      return entries * 1e9 / (world.nanoTime() - begun);
    }
  }

  @Test
  void throughput_sixteenInFlight_againstOneAtATime() throws Exception {
    double one = throughput(1, 64);
    double sixteen = throughput(16, 256);
    FIGURES.add("throughput MiB/s, one and sixteen in flight=" + one + ", " + sixteen);
    atLeast("throughput-ratio", sixteen / one);
  }

  @Test
  void acks_twentyThousandEntriesASecond_arePrompt() throws Exception {
    try (Log<byte[]> log = open(16)) {
      log.appendDurable(new byte[10]);
      int count = ENTRIES;
      long[] times = new long[count];
      CompletableFuture<?>[] acked = new CompletableFuture<?>[count];
      for (int i = 0; i < count; i++) {
        int entry = i;
        long begun = world.nanoTime();
        Ack ack = log.append(new byte[100]);
        acked[i] = ack.durable().thenRun(() -> times[entry] = world.nanoTime() - begun);
        world.sleep(50_000);
      }
      for (CompletableFuture<?> each : acked) {
        world.await(each);
      }
      Arrays.sort(times);
      atMost("ack-p50-to-put-p50", times[count / 2] / (25.0 * MILLI));
      if (ENTRIES >= ENTRIES_FOR_P99) {
        atMost("ack-p99-to-put-p99", times[count * 99 / 100] / (100.0 * MILLI));
      }
    }
  }

  @Test
  void recovery_parallelReads_againstSequential() throws Exception {
    int chunks = CHUNKS;
    try (Log<byte[]> log = open(16)) {
      for (int i = 0; i < chunks; i++) {
        log.appendDurable(new byte[50]);
      }
    }
    double sequential = read(1, chunks);
    double parallel = read(32, chunks);
    FIGURES.add(
        "recovery of "
            + chunks
            + " chunks in s, sequential and parallel="
            + sequential
            + ", "
            + parallel);
    atLeast("recovery-ratio", sequential / parallel);
  }

  private double read(int reads, int entries) throws Exception {
    long begun = world.nanoTime();
    try (LogReader<byte[]> reader = LogReader.open(directory(16, reads), Codecs.bytes(), 1)) {
      int found = 0;
      while (reader.next()) {
        found++;
      }
      assertThat(found).isEqualTo(entries);
    }
    return (world.nanoTime() - begun) / 1e9;
  }
}
