package io.durability.testkit;

import static io.durability.testkit.Operation.Verb.APPENDER_CLOSE;
import static io.durability.testkit.Operation.Verb.SYNC;
import static io.durability.testkit.When.on;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.Ack;
import io.durability.Log;
import io.durability.LogListener;
import io.durability.LogOptions;
import io.durability.SyncPolicy;
import io.durability.errors.DurabilityException;
import io.durability.errors.PoisonedException;
import io.durability.errors.UnavailableException;
import io.durability.storage.Directory;
import io.durability.storage.MemoryDirectory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a log does when the thread that commits can't be had, or dies: nobody waits for ever. */
final class NoThreadTest extends LogFixture {

  private final FaultDirectory memory = new FaultDirectory(new MemoryDirectory());

  @Override
  protected Directory open() {
    return memory;
  }

  /** How a thread can't be had. */
  enum Refusal implements ThreadFactory {
    THROWS {
      @Override
      public Thread newThread(Runnable work) {
        throw new IllegalStateException("no thread, on purpose");
      }
    },
    RETURNS_NULL {
      @Override
      @SuppressWarnings("NullAway") // As factories may.
      public Thread newThread(Runnable work) {
        return null;
      }
    },
    CANNOT_START {
      @Override
      public Thread newThread(Runnable work) {
        return new Thread(work) {
          @Override
          public synchronized void start() {
            throw new InternalError("no native thread, on purpose");
          }
        };
      }
    }
  }

  private void assertPoisoned(Log<String> log, CompletableFuture<Long> future) throws Exception {
    assertThatThrownBy(() -> await(future)).isInstanceOf(PoisonedException.class);
    assertEnds(log);
  }

  /** Checks that everything says so at once, and nothing waits. */
  private void assertEnds(Log<String> log) throws Exception {
    assertThatThrownBy(() -> inTime(() -> log.append("late")))
        .isInstanceOf(PoisonedException.class);
    assertThatThrownBy(() -> inTime(() -> log.appendDurable("late")))
        .isInstanceOf(PoisonedException.class);
    assertThatThrownBy(() -> close(log)).isInstanceOf(PoisonedException.class);
  }

  private boolean close(Log<String> log) throws Exception {
    return inTime(
        () -> {
          log.close();
          return true;
        });
  }

  @ParameterizedTest
  @EnumSource
  @Tag("fault-93")
  void appendDurable_ofOneThread_needsNone(Refusal refusal) throws Exception {
    Log<String> log = openLog(LogOptions.builder().threads(refusal).build());
    inTime(() -> add(log, "a"));
    inTime(() -> add(log, "b"));
    assertThat(close(log)).isTrue();
    assertRecovered();
  }

  @ParameterizedTest
  @EnumSource
  @Tag("fault-93")
  void append_thatNobodyCommits_failsInTime(Refusal refusal) throws Exception {
    Log<String> log = openLog(LogOptions.builder().threads(refusal).build());
    Ack ack = inTime(() -> log.append("a"));
    assertThat(ack.isDurable()).isFalse();
    assertPoisoned(log, ack.durable());
    assertRecovered();
  }

  @Test
  void append_onlyTheFirstThreadCannotStart_failsInTime() throws Exception {
    AtomicBoolean refused = new AtomicBoolean();
    Log<String> log =
        openLog(
            LogOptions.builder()
                .threads(
                    work ->
                        refused.compareAndSet(false, true)
                            ? Refusal.CANNOT_START.newThread(work)
                            : thread(work))
                .build());
    assertPoisoned(log, inTime(() -> log.append("a")).durable());
    assertRecovered();
  }

  @Test
  void append_thatAnIntervalCommits_failsInTime() throws Exception {
    Log<String> log =
        openLog(
            LogOptions.builder()
                .sync(SyncPolicy.interval(Duration.ofMillis(1)))
                .threads(Refusal.CANNOT_START)
                .build());
    assertPoisoned(log, inTime(() -> log.append("a")).durable());
    assertRecovered();
  }

  @Test
  void append_thatASyncCommits_needsNoThread_andAFutureIsTold() throws Exception {
    Log<String> log =
        openLog(
            LogOptions.builder().sync(SyncPolicy.buffered()).threads(Refusal.CANNOT_START).build());
    CompletableFuture<Long> future = log.append("a").durable();
    note(1, "a");
    inTime(
        () -> {
          log.sync();
          return true;
        });
    assertThat(await(future)).isEqualTo(1);
    assertThat(close(log)).isTrue();
    assertRecovered();
  }

  @Test
  void appendDurable_ofManyThreads_isDurableOrFails_inTime() throws Exception {
    Log<String> log = openLog(LogOptions.builder().threads(Refusal.CANNOT_START).build());
    List<Long> told = new ArrayList<>();
    List<Outcome<Boolean>> outcomes =
        race(
            racer -> {
              for (int i = 0; i < 1000; i++) {
                long id = log.appendDurable(racer + "." + i);
                synchronized (told) {
                  told.add(id);
                }
              }
              return true;
            });
    for (Outcome<Boolean> outcome : outcomes) {
      @Nullable Throwable error = outcome.error();
      if (error != null) {
        assertThat(error).isInstanceOf(PoisonedException.class);
      }
    }
    try {
      assertThat(close(log)).isTrue();
    } catch (DurabilityException e) {
      assertThat(e).isInstanceOf(PoisonedException.class);
    }
    assertThat(readFrom(1)).hasSizeGreaterThanOrEqualTo(told.size());
  }

  @Test
  void close_whereTheRestAndTheFileFail_tellsTheRest() throws Exception {
    Log<String> log = openLog(LogOptions.builder().idleWatermark(Duration.ZERO).build());
    memory.failOnce(on(SYNC), Fault.Mode.BEFORE);
    memory.failOnce(on(APPENDER_CLOSE), Fault.Mode.BEFORE);
    assertThatThrownBy(log::close)
        .isInstanceOf(PoisonedException.class)
        .satisfies(
            thrown ->
                assertThat(thrown.getSuppressed())
                    .hasOnlyElementsOfType(UnavailableException.class)
                    .hasSize(1));
  }

  /** Tells the time, and throws once in threads that commit. */
  private static final class TreacherousClock {

    private final AtomicBoolean armed = new AtomicBoolean();

    /** Whether callers that commit count, too. */
    private final boolean everywhere;

    TreacherousClock(boolean everywhere) {
      this.everywhere = everywhere;
    }

    long nanoTime() {
      if ((everywhere || Thread.currentThread().getName().equals("commit"))
          && armed.compareAndSet(true, false)) {
        throw new AssertionError("thrown on purpose");
      }
      return System.nanoTime();
    }

    LogOptions options() {
      // Who listens wants to know the times.
      return LogOptions.builder()
          .idleWatermark(Duration.ZERO)
          .listener(new LogListener() {})
          .nanoClock(this::nanoTime)
          .threads(
              work -> {
                Thread thread = thread(work);
                thread.setName("commit");
                return thread;
              })
          .build();
    }
  }

  @Test
  @Tag("fault-93")
  void errorInTheCommittingThread_beforeTheWrite_failsWhatWaits() throws Exception {
    TreacherousClock clock = new TreacherousClock(false);
    Log<String> log = openLog(clock.options());
    clock.armed.set(true);
    assertPoisoned(log, log.append("a").durable());
    assertThat(clock.armed).isFalse();
    assertRecovered();
  }

  @Test
  void errorInTheCommittingThread_behindTheSync_isNotWaitedForByTheNext() throws Exception {
    TreacherousClock clock = new TreacherousClock(false);
    Log<String> log = openLog(clock.options());
    memory.before(on(SYNC), operation -> clock.armed.set(true));
    assertThat(await(log.append("a").durable())).isEqualTo(note(1, "a"));
    assertEnds(log);
    assertThat(clock.armed).isFalse();
    assertRecovered();
  }

  @Test
  void errorInACallerThatCommits_behindTheSync_isNotWaitedForByTheNext() throws Exception {
    TreacherousClock clock = new TreacherousClock(true);
    Log<String> log = openLog(clock.options());
    memory.before(on(SYNC), operation -> clock.armed.set(true));
    assertThat(inTime(() -> add(log, "a"))).isEqualTo(1);
    assertEnds(log);
    assertThat(clock.armed).isFalse();
    assertRecovered();
  }
}
