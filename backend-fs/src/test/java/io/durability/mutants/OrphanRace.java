package io.durability.mutants;

import static org.assertj.core.api.Assertions.assertThat;

import io.durability.Log;
import io.durability.LogOptions;
import io.durability.Publisher;
import io.durability.storage.Directory;
import io.durability.storage.MemoryDirectory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/**
 * A claimant creates its segment and sleeps before it deletes orphans; another claims, and has
 * written a checkpoint but not yet its marker when the first wakes.
 */
final class OrphanRace {

  private final MemoryDirectory store = new MemoryDirectory();
  private final CountDownLatch checkpointIsThere = new CountDownLatch(1);
  private final CountDownLatch firstIsDone = new CountDownLatch(1);
  private final List<String> state = new ArrayList<>();

  static void run() throws Exception {
    new OrphanRace().race();
  }

  private static Log<String> open(Directory directory) throws IOException {
    LogOptions options = Story.options().checkpointsKept(1).build();
    return Log.open(directory, Story.LATIN, options);
  }

  private void race() throws Exception {
    try (Log<String> before = open(store)) {
      appendAndPublish(before, "before");
    }
    FutureTask<Boolean> second = new FutureTask<>(this::claimAndPublish);
    WatchedDirectory first = new WatchedDirectory(store);
    // The frontier once more, after the header: from then on nothing of the claim can be lost.
    first.beforeAppend(
        () ->
            first.beforeList(
                1,
                () -> {
                  new Thread(second, "second").start();
                  await(checkpointIsThere);
                }));
    open(first);
    firstIsDone.countDown();
    assertThat(second.get(20, TimeUnit.SECONDS)).isTrue();
    assertThat(Story.recovery(store).latest().state()).isEqualTo(state);
  }

  private boolean claimAndPublish() throws Exception {
    WatchedDirectory watched = new WatchedDirectory(store);
    Log<String> log = open(watched);
    watched.afterCommit(
        () -> {
          checkpointIsThere.countDown();
          await(firstIsDone);
        });
    appendAndPublish(log, "raced");
    return true;
  }

  private void appendAndPublish(Log<String> log, String entry) throws IOException {
    state.add(Story.line(log.appendDurable(entry), entry));
    Publisher.of(Story.LINES).publish(log, state, log.durableId());
  }

  private static void await(CountDownLatch latch) throws InterruptedException {
    assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
  }
}
