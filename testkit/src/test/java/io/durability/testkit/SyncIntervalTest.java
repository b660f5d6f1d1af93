package io.durability.testkit;

import static io.durability.testkit.Operation.Verb.SYNC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.given;

import io.durability.Ack;
import io.durability.Log;
import io.durability.LogOptions;
import io.durability.SyncPolicy;
import io.durability.errors.DurabilityException;
import io.durability.errors.PoisonedException;
import io.durability.storage.MemoryDirectory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The sync policy INTERVAL: who needs no ack is made durable in time, and nobody is lied to. */
final class SyncIntervalTest extends LogFixture {

  private static final Duration STEP = Duration.ofMillis(40);
  private static final Duration HOUR = Duration.ofHours(1);

  private final MemoryDirectory disk = new MemoryDirectory();
  private final FaultDirectory faults = new FaultDirectory(disk);
  private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 1_000_000);

  @Override
  protected WriteBackDirectory open() {
    return new WriteBackDirectory(faults);
  }

  private static LogOptions.Builder every(Duration time) {
    return LogOptions.builder().sync(SyncPolicy.interval(time)).idleWatermark(Duration.ZERO);
  }

  private Log<String> openByClock() throws Exception {
    return openLog(every(STEP).nanoClock(clock::get).build());
  }

  private List<String> onDisk() throws Exception {
    return recovery(disk).latest().state();
  }

  @Test
  void interval_firesWithoutAFurtherAppend() throws Exception {
    Log<String> log = openLog(every(STEP).build());
    Ack ack = log.append("a");
    given().atMost(patience()).until(ack::isDurable);
    assertThat(onDisk()).containsExactly("1=a");
    Ack next = log.append("b");
    given().atMost(patience()).until(next::isDurable);
    assertThat(onDisk()).containsExactly("1=a", "2=b");
  }

  @Test
  void interval_beforeItIsOver_nothingIsDurable_andTheAckSaysSo() throws Exception {
    Log<String> log = openByClock();
    Ack ack = log.append("a");
    given()
        .during(STEP.multipliedBy(4))
        .atMost(patience())
        .until(() -> !ack.isDurable() && onDisk().isEmpty() && log.durableId() == 0);
    assertThat(ack.durable()).isNotDone();
    clock.addAndGet(STEP.toNanos());
    given().atMost(patience()).until(ack::isDurable);
    assertThat(onDisk()).containsExactly("1=a");
  }

  @Test
  void interval_isMeasuredFromTheFirstAppend_andCoversTheLater() throws Exception {
    Log<String> log = openByClock();
    Ack first = log.append("a");
    clock.addAndGet(STEP.toNanos() - 1);
    final Ack second = log.appendAll(List.of("b", "c"));
    long syncs = syncs();
    given().during(STEP.multipliedBy(3)).atMost(patience()).until(() -> !first.isDurable());
    clock.addAndGet(1);
    given().atMost(patience()).until(() -> first.isDurable() && second.isDurable());
    assertThat(syncs()).isEqualTo(syncs + 1);
    Ack third = log.append("d");
    given().during(STEP.multipliedBy(3)).atMost(patience()).until(() -> !third.isDurable());
    clock.addAndGet(STEP.toNanos());
    given().atMost(patience()).until(third::isDurable);
    assertThat(onDisk()).containsExactly("1=a", "2=b", "3=c", "4=d");
  }

  @Test
  void interval_whoeverWaits_waitsForTheSyncOnly() throws Exception {
    Log<String> log = openLog(every(HOUR).build());
    log.append("a");
    Ack second = log.append("b");
    assertThat(inTime(second::await)).isEqualTo(2);
    assertThat(onDisk()).hasSize(2);
    log.append("c");
    assertThat(inTime(() -> log.appendDurable("d"))).isEqualTo(4);
    assertThat(onDisk()).hasSize(4);
    log.append("e");
    assertThat(inTime(() -> synced(log))).isEqualTo(5);
    assertThat(onDisk()).hasSize(5);
    note(1, "a");
    note(2, "b");
    note(3, "c");
    note(4, "d");
    note(5, "e");
    assertThat(inTime(() -> publish(log)).markerId()).isEqualTo(6);
    log.append("f");
    assertThat(inTime(() -> closed(log))).isTrue();
    assertThat(onDisk()).hasSize(6).endsWith("7=f");
  }

  @Test
  void interval_failedSync_poisons_andTheAckFails() throws Exception {
    Log<String> log = openByClock();
    final Fault fault = faults.failOnce(When.on(SYNC).under("wal/"), Fault.Mode.BEFORE);
    Ack ack = log.append("a");
    clock.addAndGet(STEP.toNanos());
    given().atMost(patience()).until(() -> ack.durable().isCompletedExceptionally());
    assertThat(fault.fired()).isTrue();
    assertThat(ack.isDurable()).isFalse();
    assertThatThrownBy(ack::await).isInstanceOf(PoisonedException.class);
    assertThatThrownBy(() -> log.append("b")).isInstanceOf(PoisonedException.class);
    assertThat(onDisk()).isEmpty();
  }

  @Test
  void interval_overDuringASlowSync_waitsWithoutSpinning() throws Exception {
    AtomicLong asked = new AtomicLong();
    Log<String> log =
        openLog(
            every(Duration.ofNanos(1))
                .nanoClock(
                    () -> {
                      asked.incrementAndGet();
                      return System.nanoTime();
                    })
                .build());
    Ack first;
    Ack second;
    try (Gate gate = faults.pauseBefore(When.on(SYNC).under("wal/"))) {
      first = log.append("a");
      // This caller leads the slow sync, so that the daemon is the one who has to wait for it.
      Thread leader = thread(() -> assertThat(durably(first)).isTrue());
      leader.start();
      gate.awaitReached(patience());
      second = log.append("b");
      long before = asked.get();
      given()
          .during(STEP.multipliedBy(5))
          .atMost(patience())
          .until(() -> asked.get() - before < 100);
    }
    given().atMost(patience()).until(second::isDurable);
    assertThat(onDisk()).containsExactly("1=a", "2=b");
  }

  private static boolean durably(Ack ack) {
    try {
      return ack.await() == ack.id();
    } catch (DurabilityException e) {
      throw new AssertionError(e);
    }
  }

  private long syncs() {
    return faults.operations().stream().filter(operation -> operation.verb() == SYNC).count();
  }

  private static long synced(Log<?> log) throws Exception {
    log.sync();
    return log.durableId();
  }

  private static boolean closed(Log<?> log) throws Exception {
    log.close();
    return true;
  }
}
