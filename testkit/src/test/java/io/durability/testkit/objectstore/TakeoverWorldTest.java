package io.durability.testkit.objectstore;

import static org.assertj.core.api.Assertions.assertThat;

import io.durability.testkit.ObjectTraffic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Writers that sleep, die and take over, in the real code: no promise is broken. */
final class TakeoverWorldTest {

  /** How many worlds: {@code -Ddurability.takeover.worlds}. */
  private static final long WORLDS = Long.getLong("durability.takeover.worlds", 25);

  /** The first seed: {@code -Ddurability.takeover.seed}, as a failure prints it. */
  private static final long SEED = Long.getLong("durability.takeover.seed", 0);

  @Test
  @Tag("fault-47")
  @Tag("fault-63")
  @Tag("fault-64")
  @Tag("fault-65")
  @Tag("fault-68")
  @Tag("fault-85")
  @Tag("fault-90")
  void writersTakeOverFromEachOther_noPromiseIsBroken() throws Exception {
    ObjectTraffic traffic = new ObjectTraffic();
    AtomicLong acks = new AtomicLong();
    AtomicLong sleeps = new AtomicLong();
    List<String> broken =
        LongStream.range(SEED, SEED + WORLDS)
            .parallel()
            .mapToObj(seed -> run(seed, traffic, acks, sleeps))
            .filter(found -> !found.isEmpty())
            .limit(5)
            .toList();
    assertThat(broken).isEmpty();
    assertThat(acks.get()).isGreaterThan(WORLDS);
    assertThat(sleeps.get()).isGreaterThan(WORLDS / 2);
    Figures.write(
        "takeover-worlds",
        List.of(
            "worlds of the real code: "
                + WORLDS
                + ", acks: "
                + acks
                + ", sleeps: "
                + sleeps
                + ", broken promises: 0"));
  }

  private static String run(long seed, ObjectTraffic traffic, AtomicLong acks, AtomicLong sleeps) {
    TakeoverWorld world = new TakeoverWorld(seed, traffic);
    try {
      List<String> broken = world.run();
      acks.addAndGet(world.acks());
      sleeps.addAndGet(world.sleeps());
      return broken.isEmpty() ? "" : "seed " + seed + ": " + broken + ", ends " + world.ends();
    } catch (IOException e) {
      throw new UncheckedIOException("seed " + seed, e);
    }
  }

  /** Found damage where there was none, before claims and recoveries started over. */
  @Test
  void seedsThatFailedBefore_noPromiseIsBroken() {
    for (long seed : new long[] {47, 51, 67, 75, 87, 91, 122, 157, 194}) {
      assertThat(run(seed, new ObjectTraffic(), new AtomicLong(), new AtomicLong())).isEmpty();
    }
  }
}
