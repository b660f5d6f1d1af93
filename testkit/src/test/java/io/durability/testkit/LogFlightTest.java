package io.durability.testkit;

import static io.durability.testkit.Operation.Verb.COMMIT;
import static io.durability.testkit.Operation.Verb.DELETE;
import static io.durability.testkit.Operation.Verb.SYNC;
import static io.durability.testkit.When.on;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.Codecs;
import io.durability.Log;
import io.durability.LogOptions;
import io.durability.PublishResult;
import io.durability.SyncPolicy;
import io.durability.errors.PoisonedException;
import io.durability.errors.SupersededException;
import io.durability.storage.Directory;
import io.durability.storage.MemoryDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the flight recorder keeps of a log, read back from its file. Nobody else listens. */
final class LogFlightTest extends LogFixture {

  private static final List<String> EVENTS =
      List.of(
          "Commit", "Rotation", "Publish", "Truncation", "Recovery", "Claim", "Failure", "Retry");

  private final FaultDirectory faults = new FaultDirectory(new MemoryDirectory());
  private final AtomicLong clock = new AtomicLong();

  @TempDir Path folder;

  @Override
  protected Directory open() {
    return faults;
  }

  private LogOptions options() {
    return LogOptions.builder()
        .sync(SyncPolicy.buffered())
        .idleWatermark(Duration.ZERO)
        .checkpointsKept(1)
        .nanoClock(clock::get)
        .build();
  }

  private List<RecordedEvent> recorded(Deed deed) throws Exception {
    Path file = folder.resolve("log.jfr");
    try (Recording recording = new Recording()) {
      EVENTS.forEach(name -> recording.enable("io.durability." + name));
      recording.start();
      deed.run();
      recording.stop();
      recording.dump(file);
    }
    List<RecordedEvent> events =
        RecordingFile.readAllEvents(file).stream()
            .filter(event -> event.getEventType().getName().startsWith("io.durability."))
            .filter(this::isOwn)
            // Each thread has a buffer of its own.
            .sorted(Comparator.comparing(RecordedEvent::getStartTime))
            .toList();
    return events;
  }

  /** The recorder also keeps what a store of an earlier test still tries again. */
  private boolean isOwn(RecordedEvent event) {
    return event.hasField("directory") && event.getString("directory").equals(dir.toString());
  }

  private interface Deed {
    void run() throws Exception;
  }

  private static List<RecordedEvent> of(List<RecordedEvent> events, String name) {
    return events.stream()
        .filter(event -> event.getEventType().getName().equals("io.durability." + name))
        .toList();
  }

  private static RecordedEvent one(List<RecordedEvent> events, String name) {
    assertThat(of(events, name)).as(name).hasSize(1);
    return of(events, name).get(0);
  }

  @Test
  void recorder_runs_keepsTheLifeOfALog() throws Exception {
    faults.before(on(SYNC), operation -> clock.addAndGet(5));
    faults.before(on(COMMIT), operation -> clock.addAndGet(100));
    faults.before(on(DELETE), operation -> clock.addAndGet(30));
    PublishResult[] result = new PublishResult[1];
    List<RecordedEvent> events =
        recorded(
            () -> {
              Log<String> log = openLog(options());
              log.append("a");
              clock.addAndGet(7);
              note(1, "a");
              add(log, "b");
              publish(log);
              add(log, "c");
              result[0] = publish(log);
              log.close();
              recovery().options(options()).latest();
            });

    RecordedEvent commit = of(events, "Commit").get(0);
    assertThat(commit.getLong("firstId")).isEqualTo(1);
    assertThat(commit.getLong("lastId")).isEqualTo(2);
    assertThat(commit.getInt("appends")).isEqualTo(2);
    assertThat(commit.getInt("bytes")).isEqualTo(80);
    assertThat(commit.getDuration("ackTime")).isEqualTo(Duration.ofNanos(12));
    assertThat(commit.getDuration("syncTime")).isEqualTo(Duration.ofNanos(5));
    assertThat(of(events, "Commit")).as("entries, marker, entry, marker").hasSize(4);

    RecordedEvent claim = one(events, "Claim");
    assertThat(claim.getLong("segment")).isEqualTo(1);
    assertThat(claim.getLong("lastId")).isZero();
    assertThat(claim.getLong("tornBytes")).isZero();
    assertThat(claim.getDuration("time")).isEqualTo(Duration.ofNanos(35));

    RecordedEvent rotation = of(events, "Rotation").get(0);
    assertThat(rotation.getLong("segment")).isEqualTo(2);
    assertThat(rotation.getLong("firstId")).isEqualTo(4);
    assertThat(rotation.getDuration("time")).isEqualTo(Duration.ofNanos(5));

    RecordedEvent truncation = one(events, "Truncation");
    assertThat(truncation.getInt("segments")).isEqualTo(1);
    assertThat(truncation.getLong("bytes")).isEqualTo(result[0].bytesDeleted());
    assertThat(truncation.getString("failure")).isNull();
    assertThat(truncation.getDuration("time")).isEqualTo(Duration.ofNanos(30));

    RecordedEvent publish = of(events, "Publish").get(1);
    assertThat(publish.getString("checkpoint")).isEqualTo(result[0].checkpoint().value());
    assertThat(publish.getLong("lastId")).isEqualTo(4);
    assertThat(publish.getLong("markerId")).isEqualTo(5);
    assertThat(publish.getLong("bytes"))
        .isEqualTo(dir.stat(result[0].checkpoint()).orElseThrow().size());
    assertThat(publish.getDuration("time")).isEqualTo(Duration.ofNanos(140));

    RecordedEvent recovery = one(events, "Recovery");
    assertThat(recovery.getLong("lastId")).isEqualTo(5);
    assertThat(recovery.getLong("checkpointLastId")).isEqualTo(4);
    assertThat(recovery.getInt("checkpointsSkipped")).isZero();
    assertThat(recovery.getLong("entriesApplied")).isZero();
    assertThat(of(events, "Failure")).isEmpty();
  }

  @Test
  void recorder_runs_keepsFailures() throws Exception {
    List<RecordedEvent> events =
        recorded(
            () -> {
              Log<String> poisoned = openLog(options());
              faults.failOnce(on(SYNC), Fault.Mode.SHORT);
              assertThatThrownBy(() -> poisoned.appendDurable(text(100_000, 1)))
                  .isInstanceOf(PoisonedException.class);
              Log<String> superseded = openLog(options());
              openLog(options());
              assertThatThrownBy(() -> superseded.appendDurable("a"))
                  .isInstanceOf(SupersededException.class);
            });
    assertThat(of(events, "Failure"))
        .extracting(event -> event.getBoolean("superseded"))
        .containsExactly(false, true);
    assertThat(of(events, "Failure").get(0).getString("reason")).contains("injected");
    assertThat(of(events, "Claim"))
        .extracting(event -> event.getLong("tornBytes") > 0)
        .containsExactly(false, true, false);
  }

  @Test
  void recorder_doesNotRun_nothingIsTimed() throws Exception {
    AtomicLong reads = new AtomicLong();
    Log<String> log =
        opened(
            Log.open(
                dir,
                Codecs.utf8(),
                LogOptions.builder()
                    .sync(SyncPolicy.buffered())
                    .idleWatermark(Duration.ZERO)
                    .nanoClock(reads::incrementAndGet)
                    .build()));
    long before = reads.get();
    for (int i = 0; i < 1000; i++) {
      log.append("entry");
    }
    log.sync();
    // One for the age of the segment.
    assertThat(reads.get() - before).isEqualTo(1);
  }
}
