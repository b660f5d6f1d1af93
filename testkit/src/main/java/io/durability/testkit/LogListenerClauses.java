package io.durability.testkit;

import static io.durability.testkit.Operation.Verb.COMMIT;
import static io.durability.testkit.Operation.Verb.DELETE;
import static io.durability.testkit.Operation.Verb.SYNC;
import static io.durability.testkit.When.on;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.durability.Ack;
import io.durability.Codecs;
import io.durability.Log;
import io.durability.LogListener;
import io.durability.LogListener.Claiming;
import io.durability.LogListener.Commit;
import io.durability.LogListener.Publish;
import io.durability.LogListener.Restoration;
import io.durability.LogListener.Rotation;
import io.durability.LogListener.Truncation;
import io.durability.LogOptions;
import io.durability.PublishResult;
import io.durability.SyncPolicy;
import io.durability.errors.PoisonedException;
import io.durability.errors.SupersededException;
import io.durability.storage.Directory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a listener is told, and that it can do no harm: L16. */
abstract class LogListenerClauses extends LogCloseClauses {

  /** A frame with a payload of one byte. */
  private static final int FRAME = 40;

  /** How long things take on the clock of these tests. */
  private static final int SYNC_NANOS = 5;

  private static final int COMMIT_NANOS = 100;
  private static final int DELETE_NANOS = 30;

  private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 10);

  /** A directory in which each sync, commit and deletion takes its time on the clock. */
  private FaultDirectory timed() {
    FaultDirectory timed = new FaultDirectory(dir);
    timed.before(on(SYNC), operation -> clock.addAndGet(SYNC_NANOS));
    timed.before(on(COMMIT), operation -> clock.addAndGet(COMMIT_NANOS));
    timed.before(on(DELETE), operation -> clock.addAndGet(DELETE_NANOS));
    return timed;
  }

  private LogOptions.Builder heardBy(LogListener listener) {
    return LogOptions.builder()
        .sync(SyncPolicy.buffered())
        .idleWatermark(Duration.ZERO)
        .nanoClock(clock::get)
        .listener(listener);
  }

  private HeardListener hearing() {
    return new HeardListener(patience());
  }

  private Log<String> open(Directory directory, LogOptions options) throws IOException {
    return opened(Log.open(directory, Codecs.utf8(), options));
  }

  @Test
  @Tag("L16")
  void listener_commit_tellsIdsSizeAndTimes() throws Exception {
    HeardListener heard = hearing();
    Log<String> log = open(timed(), heardBy(heard).build());
    log.append("a");
    clock.addAndGet(7);
    log.appendAll(List.of("b", "c"));
    log.sync();
    assertThat(heard.next(Commit.class))
        .isEqualTo(new Commit(1, 3, 2, 3 * FRAME, 7 + SYNC_NANOS, SYNC_NANOS));
    assertThat(log.appendDurable("d")).isEqualTo(4);
    assertThat(heard.next(Commit.class))
        .isEqualTo(new Commit(4, 4, 1, FRAME, SYNC_NANOS, SYNC_NANOS));
    // The watermark of the close acknowledges nothing.
    log.close();
    assertThat(heard.rest()).noneMatch(Commit.class::isInstance);
  }

  @Test
  @Tag("L16")
  void listener_claimAndRecovery_tellWhereTheStateCameFrom() throws Exception {
    HeardListener heard = hearing();
    LogOptions options = heardBy(heard).build();
    FaultDirectory timed = timed();
    Log<String> log = open(timed, options);
    assertThat(heard.next(Claiming.class))
        .isEqualTo(new Claiming(1, 0, 0, DELETE_NANOS + SYNC_NANOS));
    add(log, "a");
    PublishResult published = publish(log);
    assertThat(published.markerId()).isEqualTo(2);
    add(log, "b");
    log.close();
    recovery(timed).options(options).latest();
    assertThat(heard.next(Restoration.class)).isEqualTo(new Restoration(3, 1, 0, 1, 0, 0));
    open(timed, options);
    assertThat(heard.next(Claiming.class))
        .isEqualTo(new Claiming(3, 3, 0, DELETE_NANOS + SYNC_NANOS));
  }

  @Test
  @Tag("L16")
  void listener_publish_tellsOfTheMarkerTheSegmentAndWhatWasDeleted() throws Exception {
    HeardListener heard = hearing();
    Log<String> log = open(timed(), heardBy(heard).checkpointsKept(1).build());
    // Of the first publish the marker is in the segment, which therefore is not covered.
    publishOne(log);
    assertThat(heard.next(Publish.class).markerId()).isEqualTo(2);
    final PublishResult result = publishOne(log);
    // Where syncs complete in other threads, the commit may be told before the rotation.
    List<Object> told = heard.until(Publish.class);
    // The sync of the new header, because the old segment has had its own.
    assertThat(told).contains(new Rotation(3, 5, SYNC_NANOS));
    assertThat(told)
        .filteredOn(Commit.class::isInstance)
        .extracting(Commit.class::cast)
        .extracting(Commit::firstId, Commit::lastId, Commit::appends)
        .endsWith(tuple(4L, 4L, 0));
    Truncation truncation =
        told.stream()
            .filter(Truncation.class::isInstance)
            .map(Truncation.class::cast)
            .findFirst()
            .orElseThrow();
    assertThat(truncation.segments()).isEqualTo(result.segmentsDeleted()).isEqualTo(1);
    assertThat(truncation.bytes()).isEqualTo(result.bytesDeleted()).isPositive();
    assertThat(truncation.failure()).isEmpty();
    // The segment and the earlier checkpoint go in one call.
    assertThat(truncation.nanos()).isEqualTo(DELETE_NANOS);
    long bytes = dir.stat(result.checkpoint()).orElseThrow().size();
    long nanos = COMMIT_NANOS + 2 * SYNC_NANOS + DELETE_NANOS;
    assertThat(told).endsWith(new Publish(result.checkpoint(), 3, 4, bytes, nanos));
  }

  @Test
  @Tag("L16")
  void listener_truncationFails_tellsWhy() throws Exception {
    HeardListener heard = hearing();
    FaultDirectory faults = new FaultDirectory(dir);
    Log<String> log = open(faults, heardBy(heard).checkpointsKept(1).build());
    publishOne(log);
    faults.failOnce(on(DELETE).under("wal/"), Fault.Mode.BEFORE);
    PublishResult result = publishOne(log);
    Truncation truncation = heard.next(Truncation.class);
    assertThat(truncation.segments()).isZero();
    assertThat(truncation.failure()).isPresent().isEqualTo(result.deletionFailure());
    assertThat(heard.next(Publish.class).checkpoint()).isEqualTo(result.checkpoint());
  }

  private PublishResult publishOne(Log<String> log) throws IOException {
    add(log, "x");
    return publish(log);
  }

  @Test
  @Tag("L16")
  void listener_segmentFull_tellsOfTheNext() throws Exception {
    HeardListener heard = hearing();
    Log<String> log =
        open(dir, heardBy(heard).segmentBytes(4096 + 2L * dir.traits().batchAlignment()).build());
    long id = 0;
    for (int i = 0; segments().size() < 2; i++) {
      id = add(log, text(1000, i));
    }
    Rotation rotation = heard.next(Rotation.class);
    assertThat(rotation.segment()).isEqualTo(2);
    assertThat(rotation.firstId()).isEqualTo(id);
  }

  @Test
  @Tag("L16")
  void listener_syncFails_poisonedOnce_andTheTornTailIsTold() throws Exception {
    HeardListener heard = hearing();
    FaultDirectory faults = new FaultDirectory(dir);
    Log<String> log = open(faults, heardBy(heard).build());
    assertThat(heard.next(Claiming.class).bytesDropped()).isZero();
    add(log, "a");
    faults.failOnce(on(SYNC), Fault.Mode.SHORT);
    assertThatThrownBy(() -> log.appendDurable(text(100_000, 1)))
        .isInstanceOf(PoisonedException.class);
    assertThatThrownBy(() -> log.append("c")).isInstanceOf(PoisonedException.class);
    assertThat(heard.next(PoisonedException.class).getCause()).hasMessageContaining("injected");
    assertThatThrownBy(log::close).isInstanceOf(PoisonedException.class);
    assertThat(open(faults, heardBy(heard).build()).lastId()).isEqualTo(1);
    assertThat(heard.next(Claiming.class).bytesDropped()).isBetween(1L, 100_000L);
    assertThat(heard.rest()).noneMatch(PoisonedException.class::isInstance);
    assertThat(recover()).isEqualTo(model());
  }

  @Test
  @Tag("L16")
  void listener_anotherClaims_supersededOnce() throws Exception {
    HeardListener heard = hearing();
    Log<String> log = open(dir, heardBy(heard).build());
    add(log, "a");
    add(openLog(), "b");
    assertThatThrownBy(() -> log.appendDurable("c")).isInstanceOf(SupersededException.class);
    assertThatThrownBy(() -> log.appendDurable("d")).isInstanceOf(SupersededException.class);
    assertThat(heard.next(SupersededException.class).location().directory())
        .isEqualTo(dir.toString());
    assertThat(heard.rest()).isEmpty();
    assertThat(recover()).isEqualTo(model());
  }

  @Test
  @Tag("L16")
  void listener_throws_theLogIsIntact() throws Exception {
    Log<String> log = openLog(small().checkpointsKept(1).listener(new ThrowingListener()).build());
    addMany(log, 50, 200);
    publish(log);
    addMany(log, 50, 200);
    log.close();
    assertRecovered();
  }

  @Test
  @Tag("L16")
  void listener_blocks_theLogGoesOn() throws Exception {
    Gate gate = new Gate();
    CompletableFuture<Long> toldLast = new CompletableFuture<>();
    LogListener blocking =
        new LogListener() {
          @Override
          public void committed(Commit commit) {
            gate.pass();
            if (commit.lastId() == 20) {
              toldLast.complete(commit.lastId());
            }
          }
        };
    try (gate) {
      Log<String> log = openLog(LogOptions.builder().listener(blocking).build());
      boolean closed =
          inTime(
              () -> {
                for (int i = 0; i < 20; i++) {
                  add(log, "entry");
                }
                log.close();
                return true;
              });
      assertThat(closed).isTrue();
      assertThat(toldLast).isNotDone();
    }
    assertThat(toldLast.get(patience().toMillis(), TimeUnit.MILLISECONDS)).isEqualTo(20);
    assertRecovered();
  }

  @Test
  @Tag("L16")
  void listener_usesTheLog_goesThrough() throws Exception {
    CompletableFuture<Log<String>> log = new CompletableFuture<>();
    CompletableFuture<Long> appended = new CompletableFuture<>();
    LogListener using =
        new LogListener() {
          @Override
          public void committed(Commit commit) {
            try {
              if (commit.firstId() == 1) {
                Ack ack = log.join().append("b");
                appended.complete(ack.await());
                log.join().close();
              }
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        };
    log.complete(openLog(LogOptions.builder().listener(using).build()));
    add(log.join(), "a");
    note(appended.get(patience().toMillis(), TimeUnit.MILLISECONDS), "b");
    assertRecovered();
  }

  @Test
  @Tag("L16")
  void listener_noThreadForIt_theLogGoesOn() throws Exception {
    Log<String> log =
        openLog(
            LogOptions.builder()
                .idleWatermark(Duration.ZERO)
                .listener(new ThrowingListener())
                .threads(
                    work -> {
                      throw new IllegalStateException("no thread");
                    })
                .build());
    add(log, "a");
    add(log, "b");
    log.close();
    assertRecovered();
  }

  /** Throws whatever it is told. */
  private static final class ThrowingListener implements LogListener {
    @Override
    public void committed(Commit commit) {
      throw new AssertionError("thrown on purpose");
    }

    @Override
    public void rotated(Rotation rotation) {
      throw new IllegalStateException("thrown on purpose");
    }

    @Override
    public void published(Publish publish) {
      throw new IllegalStateException("thrown on purpose");
    }

    @Override
    public void claimed(Claiming claiming) {
      throw new StackOverflowError("thrown on purpose");
    }
  }
}
