package io.durability.mutants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.Ack;
import io.durability.SyncPolicy;
import io.durability.errors.CorruptException;
import io.durability.errors.DurabilityException;
import io.durability.errors.UnavailableException;
import io.durability.fs.DirectedDisk;
import io.durability.fs.Loss;
import io.durability.storage.Directory;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Rows of docs/FAULTS.md on a directed disk: the fault is played, shown to have struck, and what
 * must come of it is looked for. The scenarios of the mutants serve where they play it already.
 */
final class DirectedFaultsTest {

  private static final int PAGE = 4096;

  /** Plants a failure and tells whether it has struck. */
  private static AtomicBoolean fail(
      DirectedDisk disk, boolean forEver, Predicate<String> operation) {
    AtomicBoolean struck = new AtomicBoolean();
    disk.before(
        done -> {
          if (operation.test(done) && (forEver || !struck.get())) {
            struck.set(true);
            throw new IOException("injected at: " + done);
          }
        });
    return struck;
  }

  private static Story withAnEntry() throws IOException {
    Story story = new Story();
    story.open();
    story.append("a");
    return story;
  }

  @Test
  @Tag("fault-1")
  void powerCut_atEveryStepOfPublishing_losesNothing() throws IOException {
    PublishScenarios.keepingTwo_cutAnywhere_losesNothing();
  }

  @Test
  @Tag("fault-2")
  @Tag("fault-82")
  void powerCut_atEveryStepOfAClaim_losesNothing() throws IOException {
    ClaimScenarios.recoveredFromTheCacheOnly_claimCutAnywhere_leavesALog();
    ClaimScenarios.recoveredFromTheCacheOnly_powerLossAfterTheClaim_isThere();
  }

  @Test
  @Tag("fault-3")
  void forceFailsOnce_poisons_andIsNotTriedAgain() throws IOException {
    AckScenarios.failedForce_endsTheWriter_andReopeningHasWhatWasAcked();
    AckScenarios.failedSync_ofAStoreThatForgets_isTheLast();
  }

  @Test
  @Tag("fault-4")
  void forceFailsForEver_reopeningIsLoud_andRightWhenItNoLongerDoes() throws IOException {
    Story story = withAnEntry();
    AtomicBoolean struck = fail(story.disk, true, operation -> operation.startsWith("force"));
    story.appendInVain("b");
    story.disk.kill();
    AtomicBoolean again = fail(story.disk, true, operation -> operation.startsWith("force"));
    assertThatThrownBy(story::open).isInstanceOf(UnavailableException.class);
    assertThat(struck).isTrue();
    assertThat(again).isTrue();
    story.powerLoss(Loss.ALL);
    story.judge();
  }

  @Test
  @Tag("fault-5")
  void folderForceFails_isNotAcked() throws IOException {
    Story story = new Story();
    AtomicBoolean struck = fail(story.disk, false, "force-folder wal"::equals);
    assertThatThrownBy(story::open).isInstanceOf(DurabilityException.class);
    assertThat(struck).isTrue();
    story.powerLoss(Loss.ALL);
    story.judge();
  }

  @Test
  @Tag("fault-9")
  void confirmedWriteThatIsNotThere_isCorrupt_namingFileOffsetAndEntry() throws IOException {
    Story story = withAnEntry();
    story.append("b");
    story.append("c");
    // As a write leaves it that was confirmed and never done: the zeros that were reserved ahead.
    story.disk.damage(Story.segment(1), 2 * PAGE, new byte[PAGE]);
    story.kill();
    assertThatThrownBy(story::open)
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("file=" + Story.segment(1))
        .hasMessageContaining("offset=" + 2 * PAGE)
        .hasMessageContaining("entry=2");
  }

  @Test
  @Tag("fault-10")
  @Tag("fault-84")
  void headerTorn_zeroOrAbsent_isAVoidNumber() throws IOException {
    AckScenarios.firstBatch_cutAnywhere_leavesALog();
    AckScenarios.rotation_cutAnywhere_keepsWhatWasAcked();
  }

  @Test
  @Tag("fault-11")
  @Tag("fault-91")
  void payloadTorn_inAnUnfinishedBatch_isExcludedForEver() throws IOException {
    ClaimScenarios.secondHalf_ofAnAtomicBatch_isExcludedForEver();
  }

  @Test
  @Tag("fault-12")
  void zerosForTheLastBatch_areATornTail() throws IOException {
    Story story = withAnEntry();
    story.disk.killBefore(operation -> operation.startsWith("force-data wal/"));
    story.appendInVain("b");
    story.powerLoss(Loss.DATA);
    story.judge();
  }

  @Test
  @Tag("fault-13")
  void garbageForTheLastBatch_isATornTail() throws IOException {
    TailScenarios.reopenedAfterATornTail_again_isTheSame();
  }

  @Test
  @Tag("fault-14")
  void goodFrameBehindAHole_thatNothingProves_isATornTail() throws IOException {
    TailScenarios.firstPageOfTheLastBatchLost_restThere_isATornTail();
    TailScenarios.batchWrittenWithoutSyncLost_laterOneThere_isATornTail();
  }

  @Test
  @Tag("fault-15")
  @Tag("fault-17")
  @Tag("fault-87")
  void damageThatALaterBatchProves_isCorrupt_namingTheEntry() throws IOException {
    TailScenarios.payloadDamaged_inTheLastBatchButOne_isCorrupt();
  }

  @Test
  @Tag("fault-19")
  @Tag("fault-20")
  void framesOfAnotherPlaceSegmentOrLog_proveNothing() throws IOException {
    TailScenarios.frameOfAnotherPlace_insideATornEntry_provesNothing();
    TailScenarios.frameOfAnotherSegment_insideATornEntry_provesNothing();
    TailScenarios.frameOfAnotherLog_insideATornEntry_provesNothing();
  }

  @Test
  @Tag("fault-23")
  void emptySegment_isVoidAsTheLast_andCorruptInTheMiddle() throws IOException {
    Story story = withAnEntry();
    story.kill();
    story.open();
    story.append("b");
    story.kill();
    story.disk.plant(Story.segment(3), new byte[0]);
    story.open();
    assertThat(story.attempted()).hasSize(2);
    story.kill();
    story.disk.empty(Story.segment(2));
    assertThatThrownBy(story::open).isInstanceOf(CorruptException.class);
  }

  @Test
  @Tag("fault-24")
  @Tag("fault-83")
  void rotation_cutBeforeItsSync_keepsWhatWasAcked() throws IOException {
    AckScenarios.rotation_cutAnywhere_keepsWhatWasAcked();
    AckScenarios.rotation_ofWhatNobodyWaitedFor_powerLoss_leavesAPrefix();
  }

  @Test
  @Tag("fault-25")
  void linkOfACheckpointFails_theOldOneStays_andTheNextPublishWorks() throws IOException {
    Story story = withAnEntry();
    story.publish();
    story.append("b");
    AtomicBoolean struck =
        fail(story.disk, false, done -> done.startsWith("link ") && done.contains("checkpoints/"));
    assertThatThrownBy(story::publish).isInstanceOf(UnavailableException.class);
    assertThat(struck).isTrue();
    try (Directory reading = story.disk.openInAnotherProcess()) {
      assertThat(Story.recovery(reading).latest().checkpointLastId()).isEqualTo(1);
      assertThat(reading.list("checkpoints/")).hasSize(1);
    }
    story.publish();
    story.powerLoss(Loss.ALL);
    story.judge();
  }

  @Test
  @Tag("fault-26")
  void checkpointNamed_folderNotForced_powerLoss_isTheOldOrTheNew() throws IOException {
    for (Loss loss : List.of(Loss.ALL, Loss.DATA)) {
      Story story = withAnEntry();
      story.publish();
      story.append("b");
      story.disk.killBefore("force-folder checkpoints"::equals);
      assertThatThrownBy(story::publish).isInstanceOf(UnavailableException.class);
      story.powerLoss(loss);
      story.judge();
    }
  }

  @Test
  @Tag("fault-27")
  void deletionFails_publishHasSucceeded_andTheNextMakesUpForIt() throws IOException {
    Story story = new Story(Story.options().checkpointsKept(1));
    story.open();
    story.append("a");
    story.publish();
    story.append("b");
    AtomicBoolean struck = fail(story.disk, true, done -> done.matches("(rename|unlink) wal/.*"));
    story.publish();
    assertThat(struck).isTrue();
    story.disk.before(done -> {});
    assertThat(story.deletionFailure()).isInstanceOf(UnavailableException.class);
    int left = story.directory().list("wal/").size();
    story.append("c");
    story.publish();
    assertThat(story.deletionFailure()).isNull();
    assertThat(story.directory().list("wal/")).hasSizeLessThan(left + 1);
    story.powerLoss(Loss.ALL);
    story.judge();
  }

  @Test
  @Tag("fault-28")
  void markerNotDurable_nothingIsDeleted() throws IOException {
    PublishScenarios.markerNotSynced_publishFails_andNothingWasDeleted();
  }

  @Test
  @Tag("fault-30")
  void readErrorInAReplay_isAnError_notTheEnd() throws IOException {
    Story story = withAnEntry();
    story.append("b");
    story.kill();
    AtomicBoolean struck =
        fail(story.disk, true, done -> done.startsWith("read wal/") && !done.contains(" 0+"));
    assertThatThrownBy(story::open).isInstanceOf(UnavailableException.class);
    assertThat(struck).isTrue();
    story.kill();
    story.judge();
  }

  @Test
  @Tag("fault-18")
  void checkpointDamaged_olderIsUsed_orItIsAnError() throws IOException {
    PublishScenarios.newestDamaged_olderIsUsed_bothDamaged_isCorrupt();
    PublishScenarios.keptCheckpointDamagedBeforeAPublish_nothingIsDeletedOnItsWord();
  }

  @Test
  @Tag("fault-41")
  void closeWhoseForceFails_throws_onceOnly() throws IOException {
    Story story = new Story(Story.options().sync(SyncPolicy.buffered()));
    story.open();
    story.appendUnacked("a");
    AtomicBoolean struck = fail(story.disk, true, done -> done.startsWith("force-"));
    assertThatThrownBy(() -> story.log().close()).isInstanceOf(DurabilityException.class);
    assertThat(struck).isTrue();
    story.log().close();
    story.powerLoss(Loss.ALL);
    story.judge();
  }

  @Test
  @Tag("fault-75")
  void oneForceFails_allThatWaitForIt_fail() throws IOException {
    Story story = new Story(Story.options().sync(SyncPolicy.buffered()));
    story.open();
    List<Ack> acks =
        List.of(story.appendUnacked("a"), story.appendUnacked("b"), story.appendUnacked("c"));
    AtomicBoolean struck = fail(story.disk, false, done -> done.startsWith("force-"));
    acks.forEach(ack -> assertThatThrownBy(ack::await).isInstanceOf(DurabilityException.class));
    acks.forEach(ack -> assertThat(ack.isDurable()).isFalse());
    assertThat(struck).isTrue();
    story.powerLoss(Loss.ALL);
    story.judge();
  }

  @Test
  @Tag("fault-81")
  void stateOutOfDate_isBroughtUp_orNotClaimed() throws IOException {
    ClaimScenarios.stateThatIsOutOfDate_isBroughtUpToTheEnd_orNotClaimed();
  }

  @Test
  @Tag("fault-88")
  void lockFileOpenedOrRemoved_stillOneWriter() throws IOException {
    DiskScenarios.secondProcess_isRefused();
    DiskScenarios.secondDirectoryOfTheProcess_isRefused_andTheLockStays();
    DiskScenarios.lockFileRemoved_theHolderIsSuperseded();
  }

  @Test
  @Tag("fault-89")
  void checkpointOfALivePublisher_isNotAnOrphan() throws Exception {
    ClaimScenarios.sleepingClaimer_deletesNoCheckpointOfTheWriterAfterIt();
  }

  @Test
  @Tag("fault-90")
  void readerBesideTruncationAndAppends_startsOver_andSeesNoDamage() throws IOException {
    ReadScenarios.truncatedBetweenTwoListings_startsOver();
    ReadScenarios.placeFilledInAfterItWasRead_isLookedAtAgain();
  }

  @Test
  @Tag("fault-92")
  void stateOfAnEarlierId_isNotClaimed() throws IOException {
    ClaimScenarios.stateOfAnEarlierId_isNotClaimed();
  }

  @Test
  @Tag("fault-35")
  void powerCutUnderAWriter_nothingIsAckedAfter_andWhatWasIsThere() throws IOException {
    Story story = withAnEntry();
    story.disk.killBefore(operation -> true);
    story.appendInVain("b");
    story.appendInVain("c");
    story.powerLoss(Loss.ALL);
    story.judge();
    Sweep.cutAtEveryStep(
        Story::options,
        writer -> {
          writer.open();
          writer.append("a");
        },
        writer -> {
          writer.append("b");
          writer.publish();
          writer.append("c");
        },
        Loss.ALL,
        Loss.DATA,
        Loss.FIRST_PAGE);
  }
}
