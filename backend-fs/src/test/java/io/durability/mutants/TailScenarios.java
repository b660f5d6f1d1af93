package io.durability.mutants;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.SyncPolicy;
import io.durability.errors.CorruptException;
import io.durability.errors.DurabilityException;
import io.durability.fs.DirectedDisk;
import io.durability.fs.Loss;
import io.durability.storage.Directory;
import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadFactory;

/** What a power loss may leave is a torn tail, and what it may not is damage. */
final class TailScenarios {

  private static final int PAGE = 4096;

  private static final ThreadFactory NO_THREAD =
      work -> {
        throw new IllegalStateException("no thread, on purpose");
      };

  private TailScenarios() {}

  private static void cutAtTheForce(Story story, Loss loss, String... batch) throws IOException {
    story.disk.killBefore(operation -> operation.startsWith("force-data wal/"));
    story.appendInVain(batch);
    story.powerLoss(loss);
  }

  @Scenario
  static void firstPageOfTheLastBatchLost_restThere_isATornTail() throws IOException {
    Story story = new Story();
    story.open();
    story.append("a");
    cutAtTheForce(
        story, Loss.FIRST_PAGE, Story.pages(1, 'x'), Story.pages(1, 'y'), Story.pages(1, 'z'));
    story.judge();
  }

  @Scenario
  static void frameInTheMiddleOfABatchLost_zerosLikePadding_isATornTail() throws IOException {
    Story story = new Story(Story.options().sync(SyncPolicy.buffered()));
    story.open();
    story.append("a");
    story.disk.killBefore(operation -> operation.startsWith("force-data wal/"));
    // Three appends of half a block, committed together: the second is lost, the third is not.
    String half = "h".repeat(PAGE / 2 - 32);
    for (int i = 0; i < 3; i++) {
      story.appendUnacked(half);
    }
    assertThatThrownBy(() -> story.log().sync()).isInstanceOf(DurabilityException.class);
    int lost = (2 * PAGE + PAGE / 2) / DirectedDisk.SECTOR_BYTES;
    int frameSectors = PAGE / 2 / DirectedDisk.SECTOR_BYTES;
    story.powerLoss(
        new Loss(
            true,
            (sector, first, last) -> sector < lost || sector >= lost + frameSectors,
            (byte) 0));
    story.judge();
  }

  @Scenario
  static void batchWrittenWithoutSyncLost_laterOneThere_isATornTail() throws IOException {
    // With no thread to write the third early: from 8 MiB on the disk is forced.
    Story story = new Story(Story.options().sync(SyncPolicy.buffered()).threads(NO_THREAD));
    story.open();
    String threeMebibytes = "m".repeat(3 << 20);
    for (int i = 0; i < 3; i++) {
      story.appendUnacked(threeMebibytes);
    }
    // Two were written for want of room, none was forced.
    assertThat(story.disk.content(Story.segment(1)).length).isGreaterThan(6 << 20);
    story.powerLoss(Loss.FIRST_PAGE);
    story.judge();
  }

  @Scenario
  static void payloadDamaged_inTheLastBatchButOne_isCorrupt() throws IOException {
    Story story = new Story();
    story.open();
    story.append("aaaa");
    story.append("bbbb");
    story.append("cccc");
    story.disk.damage(Story.segment(1), 2 * PAGE + 32, (byte) 'X');
    story.kill();
    assertThatThrownBy(story::open)
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("entry=2");
  }

  @Scenario
  static void secondEntryOfABatchZeroed_laterOneProvesIt_isCorrupt() throws IOException {
    Story story = new Story(Story.options().sync(SyncPolicy.buffered()));
    story.open();
    story.appendUnacked("aaaa");
    story.append("bbbb");
    story.append("cccc");
    // Behind the frame of the first one, which is 40 bytes long.
    for (int at = PAGE + 40; at < PAGE + 80; at++) {
      story.disk.damage(Story.segment(1), at, (byte) 0);
    }
    story.kill();
    assertThatThrownBy(story::open)
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("offset=" + (PAGE + 40))
        .hasMessageContaining("entry=2");
  }

  @Scenario
  static void payloadDamaged_inAClosedSegment_isCorrupt() throws IOException {
    Story story = new Story();
    story.open();
    story.append("aaaa");
    story.kill();
    story.open();
    story.append("bbbb");
    story.disk.damage(Story.segment(1), PAGE + 32, (byte) 'X');
    story.kill();
    assertThatThrownBy(story::open)
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("entry=1");
  }

  /** Returns an entry whose payload has a copy of a frame of some segment, at the same place. */
  private static String withFrameAt(int offset, byte[] segment) {
    char[] payload = Story.pages(4, 'e').toCharArray();
    // The entry's frame begins behind the header and one page.
    int from = offset - 2 * PAGE - 32;
    byte[] frame = Arrays.copyOfRange(segment, offset, offset + 64);
    new String(frame, ISO_8859_1).getChars(0, frame.length, payload, from);
    return new String(payload);
  }

  private static Story withThreeBatches() throws IOException {
    Story story = new Story();
    story.open();
    story.append("a");
    story.append("b");
    story.append("c");
    return story;
  }

  @Scenario
  static void frameOfAnotherSegment_insideATornEntry_provesNothing() throws IOException {
    Story story = withThreeBatches();
    byte[] first = story.disk.content(Story.segment(1));
    story.kill();
    story.open();
    story.append("d");
    cutAtTheForce(story, Loss.FIRST_PAGE, withFrameAt(3 * PAGE, first));
    story.judge();
  }

  @Scenario
  static void frameOfAnotherLog_insideATornEntry_provesNothing() throws IOException {
    Story another = new Story(Story.options().entropy(new SplittableRandom(8)));
    another.open();
    another.append("a");
    another.append("b");
    another.append("c");
    byte[] other = another.disk.content(Story.segment(1));
    Story story = new Story();
    story.open();
    story.append("d");
    cutAtTheForce(story, Loss.FIRST_PAGE, withFrameAt(3 * PAGE, other));
    story.judge();
  }

  @Scenario
  static void frameOfAnotherPlace_insideATornEntry_provesNothing() throws IOException {
    Story story = new Story();
    story.open();
    story.append("a");
    byte[] segment = story.disk.content(Story.segment(1));
    byte[] moved = new byte[4 * PAGE];
    System.arraycopy(segment, PAGE, moved, 3 * PAGE, 64);
    cutAtTheForce(story, Loss.FIRST_PAGE, withFrameAt(3 * PAGE, moved));
    story.judge();
  }

  @Scenario
  static void reopenedAfterATornTail_again_isTheSame() throws IOException {
    Story story = new Story();
    story.open();
    story.append("a");
    cutAtTheForce(story, Loss.LAST_PAGE, Story.pages(1, 'x'), Story.pages(1, 'y'));
    story.open();
    story.append("b");
    story.powerLoss(Loss.GARBAGE);
    story.judge();
    try (Directory reading = story.disk.open()) {
      assertThat(Story.recovery(reading).latest().state()).hasSize(3);
    }
  }
}
