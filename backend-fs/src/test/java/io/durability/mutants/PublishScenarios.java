package io.durability.mutants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.LogOptions;
import io.durability.LogReader;
import io.durability.Publisher;
import io.durability.Recovered;
import io.durability.Recovery;
import io.durability.StateCodec;
import io.durability.SyncPolicy;
import io.durability.errors.CorruptException;
import io.durability.errors.DurabilityException;
import io.durability.errors.TruncatedException;
import io.durability.fs.DirectedDisk;
import io.durability.fs.Loss;
import io.durability.storage.Directory;
import io.durability.storage.FileInfo;
import io.durability.storage.FileName;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.function.Supplier;

/** Checkpoint, marker, truncation, in this order, and what is left if it is cut. */
final class PublishScenarios {

  private PublishScenarios() {}

  private static Supplier<LogOptions.Builder> keeping(int checkpoints) {
    return () -> Story.options().checkpointsKept(checkpoints);
  }

  private static void appendAndPublish(Story story) throws IOException {
    story.append("p" + story.attempted().size());
    story.append("q" + story.attempted().size());
    story.publish();
  }

  private static void twoPublishes(Story story) throws IOException {
    story.open();
    appendAndPublish(story);
    appendAndPublish(story);
  }

  private static List<FileName> checkpoints(DirectedDisk disk) throws DurabilityException {
    try (Directory directory = disk.open()) {
      return directory.list("checkpoints/").stream().map(FileInfo::name).toList();
    }
  }

  private static void damage(Story story, FileName checkpoint) {
    byte[] content = story.disk.content(checkpoint);
    int at = content.length - 40;
    story.disk.damage(checkpoint, at, (byte) ~content[at]);
  }

  @Scenario
  static void keepingOne_cutAnywhere_losesNothing() throws IOException {
    Sweep.cutAtEveryStep(
        keeping(1),
        PublishScenarios::twoPublishes,
        PublishScenarios::appendAndPublish,
        Loss.ALL,
        Loss.DATA);
  }

  @Scenario
  static void keepingTwo_cutAnywhere_losesNothing() throws IOException {
    Sweep.cutAtEveryStep(
        keeping(2),
        PublishScenarios::twoPublishes,
        PublishScenarios::appendAndPublish,
        Loss.ALL,
        Loss.FIRST_PAGE);
  }

  @Scenario
  static void published_powerLoss_isThere() throws IOException {
    for (int kept = 1; kept <= 2; kept++) {
      Story story = new Story(keeping(kept).get());
      twoPublishes(story);
      assertThat(story.deletionFailure()).isNull();
      story.powerLoss(Loss.ALL);
      story.judge();
    }
  }

  @Scenario
  static void publishedAll_reopened_idsGoOn() throws IOException {
    Story story = new Story(keeping(1).get());
    twoPublishes(story);
    long last = story.log().lastId();
    story.kill();
    story.open();
    assertThat(story.appendUnacked("next").await()).isEqualTo(last + 1);
    story.kill();
    story.judge();
  }

  @Scenario
  static void checkpoint_isStillNamed_afterManyRotations() throws IOException {
    Story story = new Story(keeping(1).get().segmentBytes(2 * 4096));
    twoPublishes(story);
    for (int i = 0; i < 5; i++) {
      story.append("r" + i);
    }
    story.powerLoss(Loss.ALL);
    story.judge();
  }

  @Scenario
  static void newestDamaged_olderIsUsed_bothDamaged_isCorrupt() throws IOException {
    Story story = new Story();
    twoPublishes(story);
    appendAndPublish(story);
    story.append("z");
    story.kill();
    List<FileName> kept = checkpoints(story.disk);
    assertThat(kept).hasSize(2);
    damage(story, kept.get(1));
    try (Directory directory = story.disk.open()) {
      Recovered<List<String>, String> recovered = Story.recovery(directory).latest();
      assertThat(recovered.state()).isEqualTo(story.attempted());
      assertThat(recovered.checkpointsSkipped()).hasSize(1);
    }
    damage(story, kept.get(0));
    try (Directory directory = story.disk.open()) {
      assertThatThrownBy(() -> Story.recovery(directory).latest())
          .isInstanceOf(CorruptException.class);
    }
  }

  @Scenario
  static void keptCheckpointDamagedBeforeAPublish_nothingIsDeletedOnItsWord() throws IOException {
    // A segment for each entry, so that the damaged checkpoint covers whole ones.
    Story story = new Story(Story.options().segmentBytes(2 * 4096));
    story.open();
    appendAndPublish(story);
    story.kill();
    damage(story, checkpoints(story.disk).get(0));
    story.open();
    appendAndPublish(story);
    story.kill();
    List<FileName> kept = checkpoints(story.disk);
    damage(story, kept.get(kept.size() - 1));
    story.judge();
  }

  @Scenario
  static void idThatIsNotDurable_isRefused() throws IOException {
    Story story = new Story(Story.options().sync(SyncPolicy.buffered()));
    story.open();
    story.appendUnacked("a");
    assertThatThrownBy(() -> Publisher.of(Story.LINES).publish(story.log(), story.attempted(), 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(checkpoints(story.disk)).isEmpty();
  }

  @Scenario
  static void markerNotSynced_publishFails_andNothingWasDeleted() throws IOException {
    Story story = new Story(keeping(1).get());
    twoPublishes(story);
    story.append("last");
    List<FileInfo> before = story.directory().list("wal/");
    story.disk.failOnce(operation -> operation.startsWith("force-data wal/"));
    assertThatThrownBy(story::publish).isInstanceOf(DurabilityException.class);
    assertThat(story.directory().list("wal/").stream().map(FileInfo::name))
        .containsAll(before.stream().map(FileInfo::name).toList());
    story.powerLoss(Loss.ALL);
    story.judge();
  }

  /** Names of a killed process may be in the cache only: the next writer must not build on them. */
  @Scenario
  static void frontierOfAKilledTruncator_powerLossAfterTheNext_isStillThere() throws IOException {
    Story story = new Story(keeping(1).get());
    story.open();
    appendAndPublish(story);
    story.disk.killBefore("force-folder frontier"::equals);
    story.append("a");
    story.publish();
    assertThat(story.deletionFailure()).as("killed on the way").isNotNull();
    story.kill();
    story.open();
    story.log().truncate();
    story.powerLoss(Loss.ALL);
    try (Directory directory = story.disk.open()) {
      assertThatThrownBy(() -> LogReader.open(directory, Story.LATIN, 1))
          .isInstanceOf(TruncatedException.class);
    }
    story.judge();
  }

  /** A codec that stops reading early must not make damage behind that place invisible. */
  @Scenario
  static void checkpointReadInPart_damagedBehind_isNotUsed() throws IOException {
    StateCodec<Long> part =
        new StateCodec<>() {
          @Override
          public void write(Long count, OutputStream out) throws IOException {
            out.write(count.intValue());
            out.write(new byte[1 << 18]);
          }

          @Override
          public Long read(InputStream in) throws IOException {
            return (long) in.read();
          }
        };
    Story story = new Story();
    story.open();
    story.append("a");
    Publisher.of(part).publish(story.log(), 1L, 1);
    story.kill();
    damage(story, checkpoints(story.disk).get(0));
    try (Directory directory = story.disk.open()) {
      Recovered<Long, String> recovered =
          Recovery.of(directory, part, Story.LATIN, () -> 0L, (count, id, entry) -> count + 1)
              .latest();
      assertThat(recovered.state()).isEqualTo(1);
      assertThat(recovered.checkpointsSkipped()).hasSize(1);
    }
  }
}
