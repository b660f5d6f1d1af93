package io.durability.testkit.takeover;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The protocol loses nothing in any schedule that was tried, by chance or one after the other. */
@Tag("fault-65")
@Tag("fault-68")
final class TakeoverScheduleTest {

  private static final Path FIGURE = Path.of("target", "figures", "takeover.txt");

  /** How many schedules by chance: {@code -Ddurability.takeover.schedules}. */
  private static final long SCHEDULES = Long.getLong("durability.takeover.schedules", 5_000);

  /** How often another writer goes on: {@code -Ddurability.takeover.switches}. */
  private static final int SWITCHES = Integer.getInteger("durability.takeover.switches", 1);

  /** The first seed: {@code -Ddurability.takeover.seed}, as a failure prints it. */
  private static final long SEED = Long.getLong("durability.takeover.seed", 0);

  @Test
  void random_nothingPromisedIsLost() throws Exception {
    List<String> violations =
        LongStream.range(SEED, SEED + SCHEDULES)
            .parallel()
            .mapToObj(TakeoverScheduleTest::run)
            .filter(found -> !found.isEmpty())
            .limit(10)
            .toList();
    assertThat(violations).isEmpty();
    figure("schedules by chance: " + SCHEDULES + ", violations: 0");
  }

  private static String run(long seed) {
    String violation = Schedules.random(seed, Set.of());
    return violation == null ? "" : "seed " + seed + ": " + violation;
  }

  @Test
  void exhaustive_smallBounds_nothingPromisedIsLost() throws Exception {
    AtomicLong schedules = new AtomicLong();
    for (String[] plans :
        List.of(new String[] {"a", "a"}, new String[] {"aa", "ar"}, new String[] {"a", "a", "a"})) {
      Schedules.Exhausted all = Schedules.all(Set.of(), 2, 1, 2_000_000, plans);
      assertThat(all.violation()).isNull();
      assertThat(all.complete()).as("all schedules of the bound were tried").isTrue();
      schedules.addAndGet(all.schedules());
    }
    figure(
        "all schedules of two or three writers with at most "
            + SWITCHES
            + " switches: "
            + schedules);
  }

  @Test
  void random_mutants_mostAreFoundByChanceToo() {
    List<Rule> found = new ArrayList<>();
    for (Rule rule : Rule.values()) {
      for (long seed = 0; seed < 500; seed++) {
        if (Schedules.random(seed, Set.of(rule)) != null) {
          found.add(rule);
          break;
        }
      }
    }
    assertThat(found).hasSizeGreaterThanOrEqualTo(8);
  }

  private static synchronized void figure(String line) throws IOException {
    Files.createDirectories(FIGURE.getParent());
    List<String> lines =
        Files.exists(FIGURE) ? new ArrayList<>(Files.readAllLines(FIGURE)) : new ArrayList<>();
    String topic = line.substring(0, line.indexOf(':'));
    lines.removeIf(each -> each.startsWith(topic));
    lines.add(line);
    Files.write(FIGURE, lines);
  }
}
