package io.durability.mutants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.Log;
import io.durability.LogOptions;
import io.durability.Publisher;
import io.durability.Recovered;
import io.durability.errors.CorruptException;
import io.durability.errors.SupersededException;
import io.durability.fs.Loss;
import io.durability.storage.Directory;
import io.durability.storage.MemoryDirectory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A writer begins where the one before ended, and that one has ended. */
final class ClaimScenarios {

  private ClaimScenarios() {}

  private static Log<String> open(Directory directory) throws IOException {
    return Log.open(directory, Story.LATIN, Story.options().checkpointsKept(1).build());
  }

  private static List<String> recover(Directory directory) throws IOException {
    return Story.recovery(directory).latest().state();
  }

  private static boolean isForceOfASegment(String operation) {
    return operation.startsWith("force-data wal/");
  }

  /**
   * Leaves an acknowledged entry, and one that was written and not forced when the process died.
   */
  private static void dieBeforeAForce(Story story) throws IOException {
    story.open();
    story.append("a");
    story.disk.killBefore(ClaimScenarios::isForceOfASegment);
    story.appendInVain("b");
    story.kill();
  }

  @Scenario
  static void recoveredFromTheCacheOnly_powerLossAfterTheClaim_isThere() throws IOException {
    Story story = new Story();
    dieBeforeAForce(story);
    story.open();
    assertThat(story.attempted()).hasSize(2);
    story.powerLoss(Loss.ALL);
    story.judge();
  }

  @Scenario
  static void recoveredFromTheCacheOnly_claimCutAnywhere_leavesALog() throws IOException {
    Sweep.cutAtEveryStep(
        Story::options, ClaimScenarios::dieBeforeAForce, Story::open, Loss.ALL, Loss.DATA);
  }

  @Scenario
  static void pagesThatAFailedForceLeftClean_powerLossAfterTheClaim_areThere() throws IOException {
    Story story = new Story();
    story.open();
    story.append("a");
    story.disk.failOnce(ClaimScenarios::isForceOfASegment);
    story.appendInVain("b");
    story.kill();
    story.open();
    assertThat(story.attempted()).hasSize(2);
    story.powerLoss(Loss.ALL);
    story.judge();
  }

  @Scenario
  static void ackWhileAnotherClaims_isInWhatItClaims() throws IOException {
    MemoryDirectory store = new MemoryDirectory();
    Log<String> first = open(store);
    List<String> acked = new ArrayList<>();
    acked.add(Story.line(first.appendDurable("a"), "a"));
    WatchedDirectory watched = new WatchedDirectory(store);
    watched.beforeSeal(() -> acked.add(Story.line(first.appendDurable("late"), "late")));
    open(watched);
    assertThat(acked).as("the first writer was not yet sealed").hasSize(2);
    assertThat(recover(store)).isEqualTo(acked);
    assertThatThrownBy(() -> first.appendDurable("too late"))
        .isInstanceOf(SupersededException.class);
  }

  @Scenario
  static void openerThatSleptWhileItsNumberWasUsedAndTruncated_acksNothing() throws IOException {
    MemoryDirectory store = new MemoryDirectory();
    open(store).close();
    WatchedDirectory watched = new WatchedDirectory(store);
    watched.beforeAppend(
        () -> {
          Log<String> other = open(store);
          List<String> state = new ArrayList<>();
          for (String entry : List.of("a", "b", "c")) {
            state.add(Story.line(other.appendDurable(entry), entry));
            Publisher.of(Story.LINES).publish(other, state, other.durableId());
          }
          assertThat(store.stat(Story.segment(2))).as("used, and deleted again").isEmpty();
        });
    assertThatThrownBy(() -> open(watched).appendDurable("x"))
        .isInstanceOf(SupersededException.class);
    assertThat(recover(store)).hasSize(3);
  }

  @Scenario
  static void stateThatIsOutOfDate_isBroughtUpToTheEnd_orNotClaimed() throws IOException {
    MemoryDirectory store = new MemoryDirectory();
    LogOptions options = Story.options().build();
    open(store).close();
    Recovered<List<String>, String> eager = Story.recovery(store).latest();
    Log<String> lazy = Story.recovery(store).latest().claimLazily(options);
    open(store).appendDurable("other's");
    assertThatThrownBy(() -> lazy.appendDurable("x")).isInstanceOf(SupersededException.class);
    Log<String> claimed = eager.claim(options);
    assertThat(eager.state()).isEqualTo(recover(store)).hasSize(1);
    claimed.appendDurable("y");
    assertThat(recover(store)).hasSize(2);
  }

  @Scenario
  static void stateOfAnEarlierId_isNotClaimed() throws IOException {
    MemoryDirectory store = new MemoryDirectory();
    try (Log<String> log = open(store)) {
      log.appendDurable("a");
      log.appendDurable("b");
    }
    Recovered<List<String>, String> earlier = Story.recovery(store).upTo(1);
    assertThat(earlier.state()).hasSize(1);
    assertThatThrownBy(() -> earlier.claim(Story.options().build()))
        .isInstanceOf(IllegalStateException.class);
    assertThat(recover(store)).hasSize(2);
  }

  @Scenario
  static void headerDamaged_contentBehind_isCorruptAndNotVoid() throws IOException {
    Story story = new Story();
    story.open();
    story.append("a");
    story.kill();
    story.open();
    story.append("b");
    story.disk.damage(Story.segment(2), 30, (byte) 0x55);
    story.kill();
    assertThatThrownBy(story::open).isInstanceOf(CorruptException.class);
  }

  @Scenario
  static void sleepingClaimer_deletesNoCheckpointOfTheWriterAfterIt() throws Exception {
    OrphanRace.run();
  }

  @Scenario
  static void secondHalf_ofAnAtomicBatch_isExcludedForEver() throws IOException {
    Story story = new Story();
    story.open();
    story.append("a");
    story.disk.killBefore(ClaimScenarios::isForceOfASegment);
    story.appendInVain(Story.pages(1, 'x'), Story.pages(1, 'y'), Story.pages(1, 'z'));
    story.powerLoss(Loss.LAST_PAGE);
    story.judge();
    assertThat(story.attempted()).hasSize(2);
  }
}
