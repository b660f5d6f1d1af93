package io.durability.mutants;

import static org.assertj.core.api.Assertions.assertThat;

import io.durability.Log;
import io.durability.LogReader;
import io.durability.Publisher;
import io.durability.fs.Loss;
import io.durability.storage.Directory;
import io.durability.storage.MemoryDirectory;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A reader beside a writer. */
final class ReadScenarios {

  private static final int WINDOW_BYTES = 256 << 10;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private ReadScenarios() {}

  @Scenario
  static void truncatedBetweenTwoListings_startsOver() throws IOException {
    MemoryDirectory store = new MemoryDirectory();
    Log<String> log = Log.open(store, Story.LATIN, Story.options().checkpointsKept(1).build());
    List<String> state = new ArrayList<>();
    WatchedDirectory watched = new WatchedDirectory(store);
    watched.beforeEveryList(
        2,
        () -> {
          for (String entry : List.of("a", "b", "c")) {
            state.add(Story.line(log.appendDurable(entry), entry));
            Publisher.of(Story.LINES).publish(log, state, log.durableId());
          }
        });
    // Once is enough: what the second listing shows is whole.
    assertThat(Story.recovery(watched).latest().state()).isEqualTo(state).hasSize(3);
  }

  @Scenario
  static void placeFilledInAfterItWasRead_isLookedAtAgain() throws IOException {
    Story story = new Story();
    story.open();
    // Frames that no window ends with, and a file that goes on behind the window with the end.
    for (int i = 0; i < 26; i++) {
      story.append(Story.pages(5, 'f'));
    }
    int end = 4096 + 26 * 5 * 4096;
    assertThat(story.disk.content(Story.segment(1)).length).isGreaterThan(end + WINDOW_BYTES);
    WatchedDirectory watched = new WatchedDirectory(story.disk.open());
    AtomicInteger appended = new AtomicInteger();
    watched.beforeRead(
        position -> {
          while (position > end && appended.get() < 20) {
            appended.incrementAndGet();
            story.append(Story.pages(5, 'g'));
          }
        });
    assertThat(Story.recovery(watched).latest().state()).hasSizeGreaterThanOrEqualTo(26);
    assertThat(appended).as("the writer went on while the end was judged").hasValue(20);
  }

  @Scenario
  static void durableReader_seesNothingThatAPowerLossTakesBack() throws IOException {
    Story story = new Story();
    story.open();
    story.append("a");
    story.append("b");
    story.disk.killBefore(operation -> operation.startsWith("force-data wal/"));
    story.appendInVain("c");
    story.kill();
    List<String> seen = new ArrayList<>();
    try (Directory directory = story.disk.open();
        LogReader<String> reader = LogReader.open(directory, Story.LATIN, 1)) {
      while (reader.next()) {
        seen.add(Story.line(reader.id(), reader.entry()));
      }
    }
    story.powerLoss(Loss.ALL);
    try (Directory directory = story.disk.open()) {
      assertThat(Story.recovery(directory).latest().state()).containsAll(seen);
    }
    assertThat(seen).isNotEmpty();
  }

  @Scenario
  static void entriesThatAReaderStillNeeds_areNotTruncated() throws IOException {
    MemoryDirectory store = new MemoryDirectory();
    Log<String> log = Log.open(store, Story.LATIN, Story.options().checkpointsKept(1).build());
    List<String> state = new ArrayList<>();
    state.add(Story.line(log.appendDurable("first"), "first"));
    try (LogReader<String> reader = log.read(1)) {
      for (String entry : List.of("a", "b", "c")) {
        state.add(Story.line(log.appendDurable(entry), entry));
        Publisher.of(Story.LINES).publish(log, state, log.durableId());
      }
      List<String> seen = new ArrayList<>();
      while (seen.size() < state.size() && reader.next(PATIENCE)) {
        seen.add(Story.line(reader.id(), reader.entry()));
      }
      assertThat(seen).isEqualTo(state);
    }
  }
}
