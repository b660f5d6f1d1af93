package io.durability.testkit;

import static io.durability.testkit.Operation.Verb.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.given;

import io.durability.Log;
import io.durability.LogOptions;
import io.durability.LogReader;
import io.durability.errors.TruncatedException;
import io.durability.storage.MemoryDirectory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a reader of the log's own process still needs is not truncated. */
final class LogHoldTest extends LogFixture {

  private static final LogOptions ONE =
      LogOptions.builder()
          .segmentBytes(4096)
          .checkpointsKept(1)
          .idleWatermark(Duration.ZERO)
          .build();

  private final FaultDirectory faults = new FaultDirectory(new MemoryDirectory());

  @Override
  protected FaultDirectory open() {
    return faults;
  }

  private static List<String> rest(LogReader<String> reader) throws Exception {
    List<String> found = new ArrayList<>();
    while (reader.next(Duration.ZERO)) {
      found.add(line(reader.id(), reader.entry()));
    }
    return found;
  }

  @Test
  void hold_keepsEverySegmentFromItsEntryOn_untilItAdvances() throws Exception {
    Log<String> log = openLog(ONE);
    addMany(log, 60, 300);
    List<String> all = segments();
    LogReader<String> reader = log.read(25);
    publish(log);
    assertThat(segments()).as("some went").doesNotContain(all.get(0));
    assertThatThrownBy(() -> log.read(1)).isInstanceOf(TruncatedException.class);
    List<String> kept = segments();
    add(log, "more");
    publish(log);
    assertThat(segments()).as("held").containsAll(kept);
    assertThat(rest(reader)).isEqualTo(model().subList(24, 61));
    add(log, "again");
    publish(log);
    assertThat(segments()).as("advanced").doesNotContainAnyElementsOf(kept.subList(0, 3));
    reader.close();
    assertRecovered();
  }

  @Test
  void hold_ends_whenItsReaderIsClosed() throws Exception {
    Log<String> log = openLog(ONE);
    LogReader<String> reader = log.read(1);
    LogReader<String> second = log.read(1);
    addMany(log, 60, 300);
    int before = segments().size();
    assertThat(publish(log).segmentsDeleted()).isZero();
    assertThat(segments()).hasSizeGreaterThanOrEqualTo(before);
    reader.close();
    reader.close();
    add(log, "a");
    assertThat(publish(log).segmentsDeleted()).as("the second holds").isZero();
    second.close();
    add(log, "b");
    assertThat(publish(log).segmentsDeleted()).isGreaterThan(5);
    assertRecovered();
  }

  @Test
  void hold_thatCouldNotBegin_holdsNothing() throws Exception {
    Log<String> log = openLog(ONE);
    addMany(log, 60, 300);
    publish(log);
    assertThatThrownBy(() -> log.read(1)).isInstanceOf(TruncatedException.class);
    assertThatThrownBy(() -> log.read(0)).isInstanceOf(IllegalArgumentException.class);
    addMany(log, 60, 300);
    assertThat(publish(log).segmentsDeleted()).isGreaterThan(3);
  }

  @Test
  void hold_takenDuringATruncation_isKeptOrRefusedAtOnce() throws Exception {
    Log<String> log = openLog(ONE);
    addMany(log, 60, 300);
    FutureTask<Integer> publishing = new FutureTask<>(() -> publish(log).segmentsDeleted());
    FutureTask<Integer> reading;
    try (Gate gate = faults.pauseBefore(When.on(WRITE).under("frontier/"))) {
      thread(publishing).start();
      gate.awaitReached(patience());
      reading =
          new FutureTask<>(
              () -> {
                LogReader<String> opened;
                try {
                  opened = log.read(1);
                } catch (TruncatedException e) {
                  return -1;
                }
                try (LogReader<String> reader = opened) {
                  publishing.get(patience().toMillis(), TimeUnit.MILLISECONDS);
                  return rest(reader).size();
                }
              });
      Thread reader = thread(reading);
      reader.start();
      given()
          .atMost(patience())
          .until(
              () ->
                  reader.getState() == Thread.State.WAITING
                      || reader.getState() == Thread.State.TIMED_WAITING
                      || reading.isDone());
    }
    assertThat(publishing.get(patience().toMillis(), TimeUnit.MILLISECONDS)).isPositive();
    assertThat(reading.get(patience().toMillis(), TimeUnit.MILLISECONDS)).isIn(-1, 60);
  }
}
