package io.durability.mutants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.Codec;
import io.durability.Log;
import io.durability.LogOptions;
import io.durability.Publisher;
import io.durability.errors.DurabilityException;
import io.durability.errors.SupersededException;
import io.durability.storage.Directory;
import io.durability.storage.MemoryDirectory;
import io.durability.testkit.FaultDirectory;
import io.durability.testkit.When;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A writer sleeps before each of its operations in turn, while another takes the log over, appends
 * and publishes. When it wakes, nothing that either was told is durable may be gone, and nothing
 * that lives be deleted. And twins, as of one process whose memory was cloned.
 */
final class SleeperTest {

  private static final int SLEEPS_MIN = 5;

  private final List<String> acked = new ArrayList<>();
  private int seed;

  private Log<String> open(Directory directory, int kept) throws IOException {
    LogOptions options =
        Story.options().checkpointsKept(kept).entropy(new SplittableRandom(++seed)).build();
    return Log.open(directory, Story.LATIN, options);
  }

  private void append(Log<String> log, String entry) throws IOException {
    acked.add(Story.line(log.appendDurable(entry), entry));
  }

  private void publish(Log<String> log) throws IOException {
    Publisher.of(Story.LINES).publish(log, List.copyOf(acked), log.durableId());
  }

  /** Something that the sleeper does, given its directory. */
  private interface Act {
    void of(Directory directory) throws IOException;
  }

  /** Two publishes, so that what the first one keeps is truncated as well. */
  private void takeOver(Directory store, int kept) throws IOException {
    Log<String> other = open(store, kept);
    for (int i = 0; i < 2; i++) {
      append(other, "other-" + i);
      publish(other);
    }
    append(other, "other-last");
  }

  /** Runs an act once for each of its operations, asleep before that one. */
  private void sleepBeforeEachOperation(int kept, Act before, Act act) throws IOException {
    int sleeps = 0;
    boolean slept = true;
    while (slept) {
      acked.clear();
      MemoryDirectory store = new MemoryDirectory();
      FaultDirectory sleeper = new FaultDirectory(store);
      before.of(sleeper);
      AtomicBoolean woken = new AtomicBoolean();
      sleeper.before(
          When.any().nth(++sleeps),
          operation -> {
            if (woken.compareAndSet(false, true)) {
              try {
                takeOver(store, kept);
              } catch (IOException e) {
                throw new AssertionError("the other writer at " + operation, e);
              }
            }
          });
      try {
        act.of(sleeper);
      } catch (DurabilityException e) {
        assertThat(e).as("sleep %d", sleeps).isInstanceOf(SupersededException.class);
      }
      slept = woken.get();
      assertThat(Story.recovery(store).latest().state()).as("sleep %d", sleeps).isEqualTo(acked);
    }
    assertThat(sleeps).isGreaterThan(SLEEPS_MIN);
  }

  @Test
  @Tag("fault-85")
  void openerAsleep_beforeEachOperation_acksNothingThatIsLost() throws IOException {
    sleepBeforeEachOperation(
        1,
        directory -> {
          try (Log<String> log = open(directory, 1)) {
            append(log, "before");
          }
        },
        directory -> append(open(directory, 1), "opener"));
  }

  @Test
  @Tag("fault-85")
  void publisherAndTruncatorAsleep_beforeEachOperation_deleteNothingThatLives() throws IOException {
    for (int kept = 1; kept <= 2; kept++) {
      int keeping = kept;
      List<Log<String>> logs = new ArrayList<>();
      sleepBeforeEachOperation(
          keeping,
          directory -> {
            logs.clear();
            Log<String> log = open(directory, keeping);
            logs.add(log);
            for (int i = 0; i < 3; i++) {
              append(log, "before-" + i);
              publish(log);
            }
            append(log, "before-last");
          },
          directory -> {
            publish(logs.get(0));
            append(logs.get(0), "publisher");
          });
    }
  }

  @Test
  @Tag("fault-80")
  void twinsOfAClonedProcess_doNotCollide() throws IOException {
    MemoryDirectory store = new MemoryDirectory();
    try (Log<String> log = open(store, 2)) {
      append(log, "before");
    }
    // Both have drawn nothing yet, and draw the same: only the store can tell them apart.
    Log<String> first =
        Story.recovery(store)
            .latest()
            .claimLazily(Story.options().entropy(new SplittableRandom(99)).build());
    Log<String> second =
        Story.recovery(store)
            .latest()
            .claimLazily(Story.options().entropy(new SplittableRandom(99)).build());
    append(first, "first");
    assertThatThrownBy(() -> second.appendDurable("second"))
        .isInstanceOf(SupersededException.class);
    append(first, "first again");
    assertThat(Story.recovery(store).latest().state()).isEqualTo(acked);
  }

  @Test
  @Tag("fault-40")
  void clockJumps_changeNothing() throws IOException {
    MemoryDirectory store = new MemoryDirectory();
    SplittableRandom jumps = new SplittableRandom(40);
    AtomicBoolean read = new AtomicBoolean();
    LogOptions options =
        Story.options()
            .nanoClock(
                () -> {
                  read.set(true);
                  return jumps.nextLong();
                })
            .segmentAge(Duration.ofSeconds(1))
            .build();
    try (Log<String> log = Log.open(store, Story.LATIN, options)) {
      for (int i = 0; i < 50; i++) {
        append(log, "e" + i);
      }
    }
    assertThat(read).isTrue();
    assertThat(Story.recovery(store).latest().state()).isEqualTo(acked);
  }

  @Test
  @Tag("fault-39")
  void codecOutOfMemory_leavesNothing_andTheLogGoesOn() throws IOException {
    MemoryDirectory store = new MemoryDirectory();
    AtomicBoolean struck = new AtomicBoolean();
    Log<String> log =
        Log.open(
            store,
            new Codec<>() {
              @Override
              public ByteBuffer encode(String entry) throws IOException {
                if (entry.equals("large")) {
                  struck.set(true);
                  throw new OutOfMemoryError("injected");
                }
                return Story.LATIN.encode(entry);
              }

              @Override
              public String decode(ByteBuffer payload) throws IOException {
                return Story.LATIN.decode(payload);
              }
            },
            Story.options().build());
    append(log, "a");
    assertThatThrownBy(() -> log.append("large")).isInstanceOf(OutOfMemoryError.class);
    assertThat(struck).isTrue();
    append(log, "b");
    assertThat(Story.recovery(store).latest().state()).isEqualTo(acked).hasSize(2);
  }
}
