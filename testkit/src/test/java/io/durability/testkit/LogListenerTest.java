package io.durability.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.given;

import io.durability.Log;
import io.durability.LogListener;
import io.durability.LogListener.Retry;
import io.durability.LogOptions;
import io.durability.errors.Location;
import io.durability.storage.Directory;
import io.durability.storage.DirectoryListener;
import io.durability.storage.DirectoryListeners;
import io.durability.storage.FilterDirectory;
import io.durability.storage.MemoryDirectory;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What a store has to tell reaches the log's listener; and why the listener has a thread. */
final class LogListenerTest extends LogFixture {

  private final DirectoryListeners store = new DirectoryListeners();

  @Override
  protected Directory open() {
    return new FilterDirectory(new MemoryDirectory()) {
      @Override
      public void addListener(DirectoryListener listener) {
        store.add(listener);
      }

      @Override
      public void removeListener(DirectoryListener listener) {
        store.remove(listener);
      }
    };
  }

  @Test
  void retry_whileTheLogIsOpen_isTold_andNotAfterwards() throws Exception {
    HeardListener heard = new HeardListener(patience());
    Log<String> log = openLog(LogOptions.builder().listener(heard).build());
    Location place = Location.of(dir, "wal/1");
    IOException reason = new IOException("503");
    store.retried(place, "PUT", 1, reason);
    assertThat(heard.next(Retry.class)).isEqualTo(new Retry(place, "PUT", 1, reason));
    log.close();
    store.retried(place, "PUT", 2, reason);
    openLog(LogOptions.builder().listener(heard).build());
    store.retried(place, "PUT", 3, reason);
    assertThat(heard.next(Retry.class).attempt()).isEqualTo(3);
  }

  @Test
  void listener_tooSlow_whatItMissedIsCounted() throws Exception {
    int commits = 3000;
    Gate gate = new Gate();
    AtomicLong told = new AtomicLong();
    CompletableFuture<Long> missed = new CompletableFuture<>();
    LogListener slow =
        new LogListener() {
          @Override
          public void committed(Commit commit) {
            gate.pass();
            told.incrementAndGet();
          }

          @Override
          public void missed(long events) {
            missed.complete(events);
          }
        };
    try (gate) {
      Log<String> log = openLog(LogOptions.builder().listener(slow).build());
      for (int i = 0; i < commits; i++) {
        add(log, "entry");
      }
      log.close();
      assertThat(told).hasValue(0);
    }
    long lost = missed.get(patience().toMillis(), TimeUnit.MILLISECONDS);
    assertThat(told.get() + lost).isEqualTo(commits);
    assertThat(told.get()).isBetween(1023L, 1026L);
  }

  /** The negative control: without a thread of its own, a listener that blocks blocks the log. */
  @Test
  void listener_blocksInTheThreadOfTheLog_theLogStands() throws Exception {
    Gate gate = new Gate();
    LogListener blocking =
        new LogListener() {
          @Override
          public void committed(Commit commit) {
            gate.pass();
          }
        };
    Log<String> log =
        openLog(
            LogOptions.builder()
                .idleWatermark(Duration.ZERO)
                .listener(blocking)
                .threads(InTheSameThread::new)
                .build());
    FutureTask<Long> append = new FutureTask<>(() -> log.appendDurable("a"));
    try (gate) {
      thread(append).start();
      gate.awaitReached(patience());
      given().during(Duration.ofMillis(100)).atMost(patience()).until(() -> !append.isDone());
    }
    assertThat(append.get()).isEqualTo(1);
  }

  /** Does its work in whatever thread starts it. */
  private static final class InTheSameThread extends Thread {
    private final Runnable work;

    InTheSameThread(Runnable work) {
      super(work);
      this.work = work;
    }

    @Override
    public synchronized void start() {
      work.run();
    }
  }
}
