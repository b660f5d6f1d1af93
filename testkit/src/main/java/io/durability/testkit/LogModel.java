package io.durability.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.Ack;
import io.durability.Codecs;
import io.durability.Log;
import io.durability.LogOptions;
import io.durability.LogReader;
import io.durability.PublishResult;
import io.durability.Recovered;
import io.durability.SyncPolicy;
import io.durability.TruncateResult;
import io.durability.errors.DurabilityException;
import io.durability.errors.PoisonedException;
import io.durability.errors.SupersededException;
import io.durability.errors.TruncatedException;
import io.durability.errors.UnavailableException;
import io.durability.storage.Directory;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Leads a log and a model of it through the same steps. The model is every entry that may be in the
 * log, by id; ids that are missing in it are those of markers.
 */
final class LogModel implements AutoCloseable {

  private static final int CHECKPOINTS_KEPT = 2;

  /** What a log that is to be claimed lazily does not claim for. */
  private static final Set<LogStep.Kind> CLAIM_NOTHING =
      EnumSet.of(LogStep.Kind.TAKE_OVER, LogStep.Kind.UP_TO, LogStep.Kind.READ);

  private final Callable<Directory> place;
  private final LogLedger told;
  private final NavigableMap<Long, String> entries = new TreeMap<>();

  /** Ids behind which the log must not end: inside of atomic batches. */
  private final NavigableSet<Long> insideBatches = new TreeSet<>();

  private final List<Long> checkpoints = new ArrayList<>();
  private FaultDirectory directory;
  private Log<String> log;
  private long lastId;
  private long acknowledged;
  private long written;

  /** Whether the log has a writer, or waits for a first append to claim it. */
  private boolean claimed = true;

  /** A reader that stays open as long as its writer, and the id that it goes on from. */
  private @Nullable LogReader<String> tail;

  private long tailFrom;

  LogModel(Callable<Directory> place) throws Exception {
    this(place, LogLedger.ofNothing());
  }

  /**
   * Makes a model of a log that is begun.
   *
   * @param told is told of everything that has to be the same on every store
   */
  LogModel(Callable<Directory> place, LogLedger told) throws Exception {
    this.place = place;
    this.told = told;
    this.directory = crashing(place.call());
    this.log = Log.open(directory, Codecs.utf8(), options());
  }

  /** A directory whose process can crash. */
  private static FaultDirectory crashing(Directory directory) {
    return new FaultDirectory(new WriteBackDirectory(directory));
  }

  private LogOptions options() {
    LogOptions.Builder options =
        LogOptions.builder()
            .segmentBytes(4096 + 2L * directory.traits().batchAlignment())
            .checkpointsKept(CHECKPOINTS_KEPT)
            .idleWatermark(Duration.ZERO)
            // Only who waits commits, so that the same steps do the same each time.
            .sync(SyncPolicy.buffered());
    return told.options(options).build();
  }

  void run(List<LogStep> steps) throws Exception {
    for (LogStep step : steps) {
      run(step);
      assertThat(log.lastId()).isEqualTo(lastId);
      assertThat(log.durableId()).isBetween(acknowledged, lastId);
      told.line(step.kind() + " last " + lastId + ", durable " + log.durableId());
    }
    crash();
    recover();
  }

  private void run(LogStep step) throws Exception {
    claimed |= !CLAIM_NOTHING.contains(step.kind());
    switch (step.kind()) {
      case APPEND -> assertThat(log.append(entry(step)).id()).isEqualTo(lastId);
      case APPEND_DURABLE -> acknowledge(log.appendDurable(entry(step)));
      case APPEND_ALL -> appendAll(step);
      case SYNC -> {
        log.sync();
        acknowledge(lastId);
      }
      case PUBLISH -> publish();
      case TRUNCATE -> {
        TruncateResult result = log.truncate();
        assertThat(result.deletionFailure()).isEmpty();
        told.line("truncated " + result.segmentsDeleted());
      }
      case REOPEN -> {
        endTail();
        log.close();
        acknowledge(lastId);
        directory.close();
        log = recover().claim(options());
      }
      case CRASH -> {
        crash();
        log = recover().claim(options());
      }
      case CRASH_THEN_LAZILY -> {
        crash();
        log = recover().claimLazily(options());
        claimed = false;
      }
      case TAKE_OVER -> takeOver();
      case UP_TO -> upTo(step.how() % (lastId + 2));
      case READ -> read(step.pick(lastId + 1), step.size() % 2 == 0);
      case TAIL -> tail(step.pick(lastId + 1));
    }
  }

  /** Makes the next entry, and notes it. */
  private String entry(LogStep step) {
    String entry = LogFixture.text(step.length(), ++written);
    entries.put(++lastId, entry);
    return entry;
  }

  private void appendAll(LogStep step) throws IOException {
    int count = (int) step.pick(4);
    List<String> batch = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      batch.add(entry(step));
      if (i < count) {
        insideBatches.add(lastId);
      }
    }
    Ack ack = log.appendAll(batch);
    assertThat(ack.id()).isEqualTo(lastId);
    if (step.how() % 3 == 0) {
      acknowledge(ack.await());
    }
  }

  private void acknowledge(long id) {
    assertThat(id).isEqualTo(lastId);
    acknowledged = id;
  }

  private void publish() throws IOException {
    long durable = log.durableId();
    long newest = checkpoints.isEmpty() ? -1 : checkpoints.get(checkpoints.size() - 1);
    if (durable <= newest) {
      told.line("publish refused at " + durable);
      assertThatThrownBy(() -> LogFixture.PUBLISHER.publish(log, state(durable), durable))
          .isInstanceOf(IllegalArgumentException.class);
      return;
    }
    PublishResult result = LogFixture.PUBLISHER.publish(log, state(durable), durable);
    checkpoints.add(durable);
    assertThat(result.deletionFailure()).isEmpty();
    lastId++;
    acknowledge(result.markerId());
    told.line("published " + result.lastId() + " by marker " + result.markerId());
    told.line("deleted " + result.segmentsDeleted());
  }

  /** The process is gone, and with it whatever was not synced. */
  private void crash() throws Exception {
    endTail();
    directory.failForever(When.any(), Fault.Mode.BEFORE);
    try (Silence silence = Silence.begin()) {
      assertThat(silence).isNotNull();
      // Changes nothing any more, but ends the threads of the log as the crash does.
      log.close();
    } catch (DurabilityException e) {
      assertThat(e).isInstanceOfAny(UnavailableException.class, PoisonedException.class);
    }
    directory.heal();
    directory.close();
  }

  /** Recovers in a new process: at least what was acknowledged, and nothing that was not asked. */
  private Recovered<List<String>, String> recover() throws Exception {
    directory = crashing(place.call());
    Recovered<List<String>, String> recovered = LogFixture.recovery(directory).latest();
    forgetBeyond(recovered.lastId());
    assertThat(recovered.state()).isEqualTo(state(lastId));
    assertThat(recovered.checkpointsSkipped()).isEmpty();
    assertThat(recovered.checkpointLastId())
        .isEqualTo(checkpoints.isEmpty() ? 0 : checkpoints.get(checkpoints.size() - 1));
    told.state("recovered from " + recovered.checkpointLastId(), recovered);
    told.line("applied " + recovered.entriesApplied() + ", dropped " + recovered.bytesDropped());
    return recovered;
  }

  private void forgetBeyond(long found) {
    assertThat(found).as("acknowledged").isGreaterThanOrEqualTo(acknowledged);
    assertThat(found).as("attempted").isLessThanOrEqualTo(lastId);
    assertThat(insideBatches).as("ends inside of a batch").doesNotContain(found);
    entries.tailMap(found, false).clear();
    insideBatches.tailSet(found, false).clear();
    lastId = found;
    acknowledged = found;
  }

  private void takeOver() throws IOException {
    endTail();
    Log<String> earlier = log;
    log = Log.open(directory, Codecs.utf8(), options());
    forgetBeyond(log.lastId());
    if (!claimed) {
      earlier.close();
      claimed = true;
      return;
    }
    assertThatThrownBy(() -> earlier.appendDurable("late")).isInstanceOf(SupersededException.class);
    assertThatThrownBy(earlier::close).isInstanceOf(SupersededException.class);
  }

  private void upTo(long id) throws IOException {
    Recovered<List<String>, String> recovered;
    try {
      recovered = LogFixture.recovery(directory).upTo(id);
    } catch (TruncatedException e) {
      assertThat(id).as("truncated").isLessThan(oldestKept());
      told.line("truncated before " + id);
      return;
    }
    assertThat(recovered.lastId()).isBetween(Math.min(id, acknowledged), Math.min(id, lastId));
    assertThat(recovered.state()).isEqualTo(state(recovered.lastId()));
    told.state("up to " + id, recovered);
  }

  private void read(long fromId, boolean all) throws IOException {
    LogReader.Extent extent = all ? LogReader.Extent.WRITTEN : LogReader.Extent.DURABLE;
    List<String> found = new ArrayList<>();
    try (LogReader<String> reader = LogReader.open(directory, Codecs.utf8(), fromId, extent)) {
      while (reader.next()) {
        found.add(LogFixture.line(reader.id(), reader.entry()));
      }
    } catch (TruncatedException e) {
      assertThat(fromId).as("truncated").isLessThanOrEqualTo(oldestKept());
      told.line("no entries from " + fromId);
      return;
    }
    List<String> expected = state(entries.tailMap(fromId, true));
    assertThat(expected.subList(0, Math.min(found.size(), expected.size()))).isEqualTo(found);
    if (all) {
      int least =
          expected.size() - entries.tailMap(Math.max(fromId, acknowledged + 1), true).size();
      assertThat(found).as("acknowledged").hasSizeGreaterThanOrEqualTo(least);
      told.line("read from " + fromId + ": " + found.hashCode());
    }
  }

  /** Reads on, and finds exactly what is durable and was not read before. */
  private void tail(long fromId) throws IOException {
    LogReader<String> reader = tail;
    if (reader == null) {
      try {
        reader = log.read(fromId);
      } catch (TruncatedException e) {
        assertThat(fromId).as("truncated").isLessThanOrEqualTo(oldestKept());
        told.line("no tail from " + fromId);
        return;
      }
      tail = reader;
      tailFrom = fromId;
    }
    List<String> found = new ArrayList<>();
    while (reader.next(Duration.ZERO)) {
      found.add(LogFixture.line(reader.id(), reader.entry()));
    }
    long durable = log.durableId();
    if (durable >= tailFrom) {
      assertThat(found).isEqualTo(state(entries.subMap(tailFrom, true, durable, true)));
      tailFrom = durable + 1;
    } else {
      assertThat(found).isEmpty();
    }
    told.line("tail to " + tailFrom + ": " + found.hashCode());
  }

  private void endTail() throws DurabilityException {
    LogReader<String> reader = tail;
    tail = null;
    if (reader != null) {
      reader.close();
    }
  }

  /** Returns the last id of the checkpoint that the log is truncated for, 0 if it is not. */
  private long oldestKept() {
    int size = checkpoints.size();
    return size < CHECKPOINTS_KEPT ? 0 : checkpoints.get(size - CHECKPOINTS_KEPT);
  }

  private List<String> state(long id) {
    return state(entries.headMap(id, true));
  }

  private static List<String> state(NavigableMap<Long, String> some) {
    return some.entrySet().stream()
        .map(entry -> LogFixture.line(entry.getKey(), entry.getValue()))
        .toList();
  }

  @Override
  public void close() throws DurabilityException {
    endTail();
    directory.close();
  }
}
