package io.durability.testkit.objectstore;

import static org.assertj.core.api.Assertions.assertThat;

import io.durability.testkit.ObjectFault;
import io.durability.testkit.ObjectTraffic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Logs on a store that meets every fault, through many operations, keep their promises. */
final class ObjectSimulationTest {

  /** How many simulations: {@code -Ddurability.object.seeds}. */
  private static final long SEEDS = Long.getLong("durability.object.seeds", 10);

  /** The first seed: {@code -Ddurability.object.seed}, as a failure prints it. */
  private static final long SEED = Long.getLong("durability.object.seed", 0);

  /** How many operations each: {@code -Ddurability.object.operations}. */
  private static final int OPERATIONS = Integer.getInteger("durability.object.operations", 200);

  /** What a log never asks for: its files are sent in one piece here. */
  private static final Set<ObjectFault> EXPECTED = EnumSet.allOf(ObjectFault.class);

  @Test
  @Tag("fault-44")
  @Tag("fault-45")
  @Tag("fault-48")
  @Tag("fault-55")
  @Tag("fault-58")
  @Tag("fault-59")
  @Tag("fault-60")
  @Tag("fault-67")
  void everyFault_promisesAreKept() throws Exception {
    ObjectTraffic traffic = new ObjectTraffic();
    AtomicLong acks = new AtomicLong();
    List<String> broken =
        LongStream.range(SEED, SEED + SEEDS)
            .parallel()
            .mapToObj(seed -> run(seed, traffic, acks))
            .filter(found -> !found.isEmpty())
            .limit(5)
            .toList();
    assertThat(broken).isEmpty();
    List<String> lines = new ArrayList<>();
    for (ObjectFault fault : EXPECTED) {
      assertThat(traffic.fired(fault)).as(fault + " fired").isPositive();
      lines.add("fault " + fault + ": " + traffic.fired(fault));
    }
    lines.add(
        SEEDS + " simulations x " + OPERATIONS + " operations, acks: " + acks + ", violations: 0");
    Figures.write("object-sim", lines);
  }

  private static String run(long seed, ObjectTraffic traffic, AtomicLong acks) {
    ObjectSimulation simulation = new ObjectSimulation(seed, OPERATIONS, traffic);
    try {
      List<String> broken = simulation.run();
      acks.addAndGet(simulation.acks());
      return broken.isEmpty() ? "" : "seed " + seed + ": " + broken;
    } catch (IOException e) {
      throw new UncheckedIOException("seed " + seed, e);
    }
  }
}
