package io.durability.testkit;

import static io.durability.testkit.Operation.Verb.APPEND;
import static io.durability.testkit.Operation.Verb.APPENDER_WRITE;
import static io.durability.testkit.Operation.Verb.SYNC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.given;

import io.durability.Ack;
import io.durability.Log;
import io.durability.LogOptions;
import io.durability.SyncPolicy;
import io.durability.errors.PoisonedException;
import io.durability.storage.MemoryDirectory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The sync policy BUFFERED: written when full, durable when asked for, and never said otherwise.
 */
final class SyncBufferedTest extends LogFixture {

  private final MemoryDirectory disk = new MemoryDirectory();
  private final FaultDirectory faults = new FaultDirectory(disk);

  /** The writes as the log makes them; a write-back layer would hide them until the sync. */
  private final FaultDirectory writes = new FaultDirectory(new WriteBackDirectory(faults));

  @Override
  protected FaultDirectory open() {
    return writes;
  }

  /** Segments of 4 KiB, so that a batch is full after a dozen entries of 300 bytes. */
  private static LogOptions options() {
    return LogOptions.builder()
        .segmentBytes(4096)
        .sync(SyncPolicy.buffered())
        .idleWatermark(Duration.ZERO)
        .build();
  }

  private static LogOptions.Builder large() {
    return LogOptions.builder()
        .segmentBytes(1L << 30)
        .sync(SyncPolicy.buffered())
        .idleWatermark(Duration.ZERO);
  }

  private List<String> onDisk() throws Exception {
    return recovery(disk).latest().state();
  }

  private List<Ack> append(Log<String> log, int count, int length) throws Exception {
    List<Ack> acks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String entry = text(length, model().size());
      Ack ack = log.append(entry);
      note(ack.id(), entry);
      acks.add(ack);
    }
    return acks;
  }

  @Test
  void buffered_withoutBeingAsked_nothingIsDurable() throws Exception {
    Log<String> log = openLog(options());
    List<Ack> acks = append(log, 5, 100);
    given().during(Duration.ofMillis(100)).atMost(patience()).until(() -> onDisk().isEmpty());
    assertThat(acks).noneMatch(Ack::isDurable);
    assertThat(log.durableId()).isZero();
  }

  @Test
  void buffered_fullBatches_areWrittenNotSynced_andOneLaterSyncCoversThem() throws Exception {
    Log<String> log = openLog(large().build());
    long syncs = count(SYNC);
    long written = count(APPENDER_WRITE);
    List<Ack> acks = append(log, 12, MEBIBYTE);
    assertThat(count(APPENDER_WRITE)).as("full batches written").isGreaterThan(written + 1);
    assertThat(count(SYNC)).as("none synced").isEqualTo(syncs);
    assertThat(acks).noneMatch(Ack::isDurable);
    assertThat(onDisk()).isEmpty();
    log.sync();
    assertThat(count(SYNC)).as("one covers all").isEqualTo(syncs + 1);
    assertThat(acks).allMatch(Ack::isDurable);
    assertThat(log.durableId()).isEqualTo(12);
    for (Ack ack : acks) {
      assertThat(ack.durable()).isCompletedWithValue(ack.id());
    }
    assertThat(onDisk()).isEqualTo(model());
  }

  @Test
  void buffered_ackOfAWrittenBatch_isMadeDurableWhenAwaited() throws Exception {
    Log<String> log = openLog(large().build());
    List<Ack> acks = append(log, 6, MEBIBYTE);
    assertThat(inTime(acks.get(0)::await)).isEqualTo(1);
    assertThat(onDisk()).startsWith(model().get(0));
    assertThat(inTime(acks.get(5)::await)).isEqualTo(6);
    assertThat(onDisk()).isEqualTo(model());
  }

  @Test
  void buffered_awaitedWhileItsBatchIsBeingWritten_isMadeDurable() throws Exception {
    Log<String> log = openLog(large().build());
    FutureTask<Long> awaiting;
    FutureTask<Boolean> filling;
    try (Gate gate = writes.pauseBefore(When.on(APPENDER_WRITE).under("wal/"))) {
      Ack first = log.append(text(MEBIBYTE, 0));
      filling = new FutureTask<>(() -> append(log, 5, MEBIBYTE).size() == 5);
      thread(filling).start();
      gate.awaitReached(patience());
      awaiting = new FutureTask<>(first::await);
      Thread waiter = thread(awaiting);
      waiter.start();
      given().atMost(patience()).until(() -> waiter.getState() == Thread.State.WAITING);
    }
    assertThat(filling.get(patience().toMillis(), TimeUnit.MILLISECONDS)).isTrue();
    assertThat(awaiting.get(patience().toMillis(), TimeUnit.MILLISECONDS)).isEqualTo(1);
  }

  @Test
  void buffered_rotation_syncsBeforeTheNextHeader() throws Exception {
    Log<String> log = openLog(options());
    append(log, 100, 300);
    assertThat(segments()).hasSizeGreaterThan(5);
    Map<String, Operation.Verb> last = new HashMap<>();
    String active = "";
    int rotations = 0;
    for (Operation operation : writes.operations()) {
      if (operation.verb() == APPEND) {
        if (!active.isEmpty()) {
          assertThat(last.get(active)).as("before %s", operation).isEqualTo(SYNC);
          rotations++;
        }
        active = operation.names().get(0);
      } else if (operation.verb() == APPENDER_WRITE || operation.verb() == SYNC) {
        last.put(operation.names().get(0), operation.verb());
      }
    }
    assertThat(rotations).isGreaterThanOrEqualTo(5);
    List<String> survivors = onDisk();
    assertThat(survivors).isEqualTo(model().subList(0, survivors.size()));
  }

  @Test
  void buffered_rotation_makesWhatIsBeforeItDurable() throws Exception {
    Log<String> log = openLog(options());
    List<Ack> acks = append(log, 100, 300);
    long durable = log.durableId();
    assertThat(durable).isBetween(50L, 99L);
    assertThat(await(acks.get(0).durable())).isEqualTo(1);
    for (Ack ack : acks) {
      assertThat(ack.isDurable()).isEqualTo(ack.id() <= durable);
    }
    assertThat(onDisk()).isEqualTo(model().subList(0, (int) durable));
    log.sync();
    assertThat(acks).allMatch(Ack::isDurable);
    assertThat(onDisk()).isEqualTo(model());
  }

  @Test
  @Tag("fault-75")
  void buffered_failedSync_failsEverythingWritten() throws Exception {
    Log<String> log = openLog(large().build());
    List<Ack> acks = append(log, 9, MEBIBYTE);
    Fault fault = faults.failOnce(When.on(SYNC).under("wal/"), Fault.Mode.BEFORE);
    assertThatThrownBy(log::sync).isInstanceOf(PoisonedException.class);
    assertThat(fault.fired()).isTrue();
    for (Ack ack : acks) {
      assertThat(ack.isDurable()).isFalse();
      assertThat(ack.durable()).isCompletedExceptionally();
      assertThatThrownBy(ack::await).isInstanceOf(PoisonedException.class);
    }
    assertThatThrownBy(() -> log.append("b")).isInstanceOf(PoisonedException.class);
    assertThatThrownBy(log::close).isInstanceOf(PoisonedException.class);
    assertThat(log.durableId()).isZero();
  }

  @Test
  void buffered_failedWriteOfAFullBatch_failsThoseBeforeIt() throws Exception {
    // With no thread that writes early, each batch is full.
    Log<String> log = openLog(large().threads(NoThreadTest.Refusal.THROWS).build());
    writes.failOnce(When.on(APPENDER_WRITE).under("wal/").nth(2), Fault.Mode.SHORT);
    List<Ack> acks = new ArrayList<>();
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 20; i++) {
                acks.add(log.append(text(MEBIBYTE, i)));
              }
            })
        .isInstanceOf(PoisonedException.class);
    assertThat(acks).hasSizeBetween(6, 12).noneMatch(Ack::isDurable);
    for (Ack ack : acks) {
      assertThat(ack.durable()).isCompletedExceptionally();
    }
  }

  @Test
  void buffered_kill_losesOnlyWhatWasNotSynced() throws Exception {
    Log<String> log = openLog(large().build());
    append(log, 7, 100_000);
    log.sync();
    List<String> synced = model();
    append(log, 60, 100_000);
    assertThat(onDisk()).isEqualTo(synced);
    assertThat(recovery(disk).latest().bytesDropped()).isZero();
    assertThat(log.durableId()).isEqualTo(7);
  }

  @Test
  void buffered_close_makesEverythingDurable() throws Exception {
    Log<String> log = openLog(large().build());
    List<Ack> acks = append(log, 9, MEBIBYTE);
    append(log, 1, 10);
    log.close();
    assertThat(acks).allMatch(Ack::isDurable);
    assertThat(onDisk()).isEqualTo(model());
  }

  private long count(Operation.Verb verb) {
    return writes.operations().stream().filter(operation -> operation.verb() == verb).count();
  }
}
