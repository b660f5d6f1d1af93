package io.durability.mutants;

import io.durability.LogOptions;
import io.durability.SyncPolicy;
import io.durability.fs.Loss;
import java.io.IOException;

/** What is acknowledged is there, whatever happens to the machine. */
final class AckScenarios {

  private AckScenarios() {}

  private static LogOptions.Builder smallSegments() {
    return Story.options().segmentBytes(3 * 4096);
  }

  @Scenario
  static void acked_powerLoss_isThere() throws IOException {
    Story story = new Story();
    story.open();
    story.append("a");
    story.append("b");
    story.powerLoss(Loss.ALL);
    story.judge();
  }

  @Scenario
  static void firstBatch_cutAnywhere_leavesALog() throws IOException {
    Sweep.cutAtEveryStep(
        Story::options,
        story -> {},
        story -> {
          story.open();
          story.append("a");
        },
        Loss.ALL,
        Loss.FIRST_PAGE,
        Loss.GARBAGE);
  }

  @Scenario
  static void inADeletedFile_cutAnywhere_keepsWhatWasAcked() throws IOException {
    Sweep.cutAtEveryStep(
        AckScenarios::smallSegments,
        story -> {
          story.open();
          for (int i = 0; i < 4; i++) {
            story.append(Story.pages(1, 'r'));
            story.publish();
          }
        },
        story -> {
          for (int i = 0; i < 4; i++) {
            story.append(Story.pages(1, 's'));
          }
        },
        Loss.ALL,
        Loss.FIRST_PAGE,
        Loss.DATA);
  }

  @Scenario
  static void rotation_cutAnywhere_keepsWhatWasAcked() throws IOException {
    Sweep.cutAtEveryStep(
        AckScenarios::smallSegments,
        Story::open,
        story -> {
          for (int i = 0; i < 4; i++) {
            story.append(Story.pages(1, 'r'));
          }
        },
        Loss.ALL,
        Loss.FIRST_PAGE,
        Loss.DATA);
  }

  @Scenario
  static void rotation_ofWhatNobodyWaitedFor_powerLoss_leavesAPrefix() throws IOException {
    Story story = new Story(smallSegments().sync(SyncPolicy.buffered()));
    story.open();
    for (int i = 0; i < 9; i++) {
      story.appendUnacked(Story.pages(1, 'u'));
    }
    story.powerLoss(Loss.ALL);
    story.judge();
  }

  @Scenario
  static void failedForce_endsTheWriter_andReopeningHasWhatWasAcked() throws IOException {
    Story story = new Story();
    story.open();
    story.append("a");
    story.disk.failOnce(operation -> operation.startsWith("force-data wal/"));
    story.appendInVain("b");
    story.appendInVain("c");
    story.powerLoss(Loss.ALL);
    story.judge();
  }

  @Scenario
  static void failedSync_ofAStoreThatForgets_isTheLast() throws IOException {
    try (ForgetfulDirectory store = new ForgetfulDirectory()) {
      store.checkThatNothingIsAckedBehindALoss();
    }
  }
}
