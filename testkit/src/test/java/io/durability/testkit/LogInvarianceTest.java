package io.durability.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.durability.Codecs;
import io.durability.Log;
import io.durability.LogOptions;
import io.durability.LogReader;
import io.durability.LogReader.Extent;
import io.durability.Publisher;
import io.durability.Recovered;
import io.durability.Recovery;
import io.durability.SyncPolicy;
import io.durability.storage.FileInfo;
import io.durability.storage.FileReader;
import io.durability.storage.MemoryDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * What must not depend on how a log is written: the entries, their ids, and the state they lead to.
 * Each case is one seed; the comparisons are counted for the report.
 */
final class LogInvarianceTest {

  private static final int SEEDS = Effort.times(40, 200);
  private static final AtomicInteger COMPARISONS = new AtomicInteger();

  @AfterAll
  static void report() throws IOException {
    Path figure = Path.of("target/figures/invariance.txt");
    Files.createDirectories(figure.getParent());
    Files.writeString(
        figure,
        "invariance: " + COMPARISONS + " seeded comparisons, 0 differ" + System.lineSeparator());
  }

  /** One thing that is done to a log: an atomic batch of entries, of one entry mostly. */
  private static List<List<byte[]>> appends(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<List<byte[]>> all = new ArrayList<>();
    int count = random.nextInt(20, 120);
    for (int i = 0; i < count; i++) {
      List<byte[]> batch = new ArrayList<>();
      int entries = random.nextInt(5) == 0 ? random.nextInt(2, 6) : 1;
      for (int j = 0; j < entries; j++) {
        byte[] entry = new byte[random.nextInt(random.nextInt(8) == 0 ? 2_000 : 120)];
        random.nextBytes(entry);
        batch.add(entry);
      }
      all.add(batch);
    }
    return all;
  }

  private static LogOptions.Builder options(SplittableRandom random) {
    SyncPolicy policy =
        switch (random.nextInt(3)) {
          case 0 -> SyncPolicy.durable();
          case 1 -> SyncPolicy.buffered();
          default -> SyncPolicy.interval(Duration.ofNanos(random.nextLong(1, 3_000_000)));
        };
    return LogOptions.builder()
        .sync(policy)
        .segmentBytes(random.nextLong(4096, 40_000))
        .idleWatermark(random.nextBoolean() ? Duration.ZERO : Duration.ofMillis(1))
        .checkpointsKept(random.nextInt(1, 4));
  }

  /** Writes the appends, with waits, syncs, reopenings as it falls out; publishes at a cadence. */
  private static MemoryDirectory write(
      List<List<byte[]>> appends, SplittableRandom random, int cadence) throws Exception {
    MemoryDirectory dir = new MemoryDirectory();
    Log<byte[]> log = Log.open(dir, Codecs.bytes(), options(random).build());
    List<String> state = new ArrayList<>();
    for (int i = 0; i < appends.size(); i++) {
      List<byte[]> batch = appends.get(i);
      if (batch.size() > 1) {
        log.appendAll(batch).id();
      } else if (random.nextInt(4) == 0) {
        log.appendDurable(batch.get(0));
      } else {
        log.append(batch.get(0)).id();
      }
      batch.forEach(entry -> state.add(hex(entry)));
      if (random.nextInt(10) == 0) {
        log.sync();
      }
      if (cadence > 0 && i % cadence == cadence - 1) {
        log.sync();
        Publisher.of(LogFixture.STATES).publish(log, state, log.lastId());
      }
      if (random.nextInt(25) == 0) {
        log.close();
        log = Log.open(dir, Codecs.bytes(), options(random).build());
      }
    }
    log.close();
    return dir;
  }

  private static String hex(byte[] entry) {
    return HexFormat.of().formatHex(entry);
  }

  /** Every frame that holds an entry: id, kind by being an entry, and payload. */
  private static List<String> frames(MemoryDirectory dir) throws Exception {
    List<String> frames = new ArrayList<>();
    try (LogReader<byte[]> reader = LogReader.open(dir, Codecs.bytes(), 1, Extent.WRITTEN)) {
      while (reader.next()) {
        frames.add(reader.id() + "=" + hex(reader.entry()));
      }
    }
    return frames;
  }

  private static Recovered<List<String>, byte[]> recover(MemoryDirectory dir) throws Exception {
    return Recovery.<List<String>, byte[]>of(
            dir,
            LogFixture.STATES,
            Codecs.bytes(),
            ArrayList::new,
            (state, id, entry) -> {
              state.add(hex(entry));
              return state;
            })
        .latest();
  }

  private static void same(long seed, Object found, Object expected) {
    assertThat(found).as("seed %s", seed).isEqualTo(expected);
    COMPARISONS.incrementAndGet();
  }

  @Test
  void frames_doNotDependOnPolicyOrBuffering() throws Exception {
    for (long seed = 1; seed <= SEEDS; seed++) {
      List<List<byte[]>> appends = appends(seed);
      List<String> expected = new ArrayList<>();
      appends.forEach(
          batch -> batch.forEach(e -> expected.add(expected.size() + 1 + "=" + hex(e))));
      for (int variant = 0; variant < 3; variant++) {
        same(seed, frames(write(appends, new SplittableRandom(seed * 31 + variant), 0)), expected);
      }
    }
  }

  @Test
  void segmentations_replayEqually() throws Exception {
    int differing = 0;
    for (long seed = 1; seed <= SEEDS; seed++) {
      List<List<byte[]>> appends = appends(seed);
      MemoryDirectory one = write(appends, new SplittableRandom(seed * 17), 0);
      MemoryDirectory other = write(appends, new SplittableRandom(seed * 17 + 1), 0);
      differing += one.list("wal/").size() == other.list("wal/").size() ? 0 : 1;
      same(seed, recover(one).state(), recover(other).state());
      same(seed, recover(one).lastId(), recover(other).lastId());
      same(seed, frames(one), frames(other));
    }
    assertThat(differing).as("segmentations that differ in number").isGreaterThan(SEEDS / 4);
  }

  @Test
  void state_doesNotDependOnTheCadenceOfPublishes() throws Exception {
    for (long seed = 1; seed <= SEEDS; seed++) {
      List<List<byte[]>> appends = appends(seed);
      List<String> expected = new ArrayList<>();
      appends.forEach(batch -> batch.forEach(entry -> expected.add(hex(entry))));
      for (int cadence : new int[] {0, 1, 7, 50}) {
        same(seed, recover(write(appends, new SplittableRandom(seed), cadence)).state(), expected);
      }
    }
  }

  @Test
  void checkpoints_ofOneState_areTheSameBytes() throws Exception {
    for (long seed = 1; seed <= SEEDS; seed++) {
      var first = published(seed, 4096);
      same(seed, published(seed, 4096), first);
      same(seed, published(seed, 50_000), first);
      assertThat(published(seed + 1_000, 4096)).as("able to differ").isNotEqualTo(first);
    }
  }

  /** Returns the checkpoint files of a log whose ids come from a seed. */
  private static Map<String, ByteBuffer> published(long seed, int segmentBytes) throws Exception {
    MemoryDirectory dir = new MemoryDirectory();
    LogOptions options =
        LogOptions.builder()
            .segmentBytes(segmentBytes)
            .entropy(new SplittableRandom(seed))
            .idleWatermark(Duration.ZERO)
            .build();
    List<String> state = new ArrayList<>();
    try (Log<byte[]> log = Log.open(dir, Codecs.bytes(), options)) {
      for (List<byte[]> batch : appends(seed)) {
        log.appendAll(batch).await();
        batch.forEach(entry -> state.add(hex(entry)));
      }
      Publisher.of(LogFixture.STATES).publish(log, state, log.durableId());
    }
    Map<String, ByteBuffer> files = new TreeMap<>();
    for (FileInfo file : dir.list("checkpoints/")) {
      try (FileReader reader = dir.open(file.name())) {
        ByteBuffer content = ByteBuffer.allocate((int) reader.size());
        reader.read(0, content);
        files.put(file.name().value(), content.flip());
      }
    }
    return files;
  }
}
