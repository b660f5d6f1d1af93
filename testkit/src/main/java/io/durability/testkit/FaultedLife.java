package io.durability.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.durability.Ack;
import io.durability.Codecs;
import io.durability.Log;
import io.durability.LogOptions;
import io.durability.PublishResult;
import io.durability.Recovered;
import io.durability.SyncPolicy;
import io.durability.errors.DurabilityException;
import io.durability.errors.PoisonedException;
import io.durability.storage.Directory;
import io.durability.storage.FileInfo;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The life of one log on a directory that may fail, and what must be true of it: every entry that
 * was attempted and the last one acknowledged. One thread, and the same operations each time.
 */
final class FaultedLife {

  private Directory directory;
  private Directory beneath;
  private final LogOptions options;
  private final NavigableMap<Long, String> attempted = new TreeMap<>();

  /** Ids behind which the log must not end: inside of atomic batches. */
  private final NavigableSet<Long> insideBatches = new TreeSet<>();

  private long acknowledged;
  private long publishedLastId;
  private int entries;
  private Optional<DurabilityException> truncationFailure = Optional.empty();
  private @Nullable Log<String> log;

  /**
   * Begins a life of which nothing has happened.
   *
   * @param directory the log is in, and which may fail
   * @param beneath the same files, without a failure
   */
  FaultedLife(Directory directory, Directory beneath) {
    this.directory = directory;
    this.beneath = beneath;
    this.options =
        LogOptions.builder()
            .segmentBytes(4096 + 2L * directory.traits().batchAlignment())
            .idleWatermark(Duration.ZERO)
            // Only who waits commits: the operations and their order are the same in each run.
            .sync(SyncPolicy.buffered())
            .build();
  }

  /**
   * Begins the log and leads it through everything, several publishes with truncations included.
   */
  void live() throws IOException {
    begin();
    grow();
    publish();
    grow();
    publish();
    grow();
    publish();
    add(30);
    noteTruncation(open().truncate().deletionFailure());
    close();
  }

  /** Leaves the log as a process does that is killed. */
  void abandon() {
    log = null;
  }

  /** Goes on in a new process, in which nothing fails. */
  void moveTo(Directory again) {
    directory = again;
    beneath = again;
    abandon();
  }

  void begin() throws IOException {
    log = Log.open(directory, Codecs.utf8(), options);
  }

  /** Appends in all ways, and begins a segment by size. */
  void grow() throws IOException {
    add(10);
    batch(20, 0, 300);
    append(5);
    append(50);
    long last = append(7);
    open().sync();
    acknowledged = last;
    add(2500);
    add(2500);
    batch(1000, 900);
  }

  /** Recovers, claims, and goes on a little. */
  void comeBack() throws IOException {
    Recovered<List<String>, String> recovered = LogFixture.recovery(directory).latest();
    check(recovered);
    log = recovered.claim(options);
    check(recovered);
    add(40);
    batch(8, 9);
    publish();
    close();
  }

  void add(int length) throws IOException {
    String entry = entry(length);
    long id = open().lastId() + 1;
    attempted.put(id, entry);
    assertThat(open().appendDurable(entry)).isEqualTo(id);
    acknowledged = id;
  }

  private long append(int length) throws IOException {
    String entry = entry(length);
    attempted.put(open().lastId() + 1, entry);
    return open().append(entry).id();
  }

  private void batch(int... lengths) throws IOException {
    List<String> batch = new ArrayList<>();
    long id = open().lastId();
    for (int length : lengths) {
      batch.add(entry(length));
      attempted.put(++id, batch.get(batch.size() - 1));
      if (batch.size() < lengths.length) {
        insideBatches.add(id);
      }
    }
    Ack ack = open().appendAll(batch);
    assertThat(ack.await()).isEqualTo(id);
    acknowledged = id;
  }

  private String entry(int length) {
    return LogFixture.text(length, ++entries);
  }

  /** Publishes everything acknowledged; an exception means that nothing was deleted. */
  void publish() throws IOException {
    long lastId = open().durableId();
    List<String> before = names();
    PublishResult result;
    try {
      result = LogFixture.PUBLISHER.publish(open(), state(lastId), lastId);
    } catch (IOException e) {
      assertThat(names()).as("after a publish that failed").containsAll(before);
      throw e;
    }
    assertThat(result.lastId()).isEqualTo(lastId);
    publishedLastId = lastId;
    acknowledged = result.markerId();
    noteTruncation(result.deletionFailure());
  }

  /** Lists without a fault. */
  private List<String> names() throws DurabilityException {
    return beneath.list("").stream().map(FileInfo::name).map(Object::toString).toList();
  }

  private void noteTruncation(Optional<DurabilityException> failure) {
    truncationFailure = failure.or(() -> truncationFailure);
  }

  /** Returns what a truncation told of its failure. */
  Optional<DurabilityException> truncationFailure() {
    return truncationFailure;
  }

  void close() throws IOException {
    Log<String> ended = open();
    log = null;
    ended.close();
    acknowledged = ended.lastId();
  }

  /**
   * Checks a log in which something has failed: it either goes on as if nothing had happened, or it
   * is poisoned and does nothing any more.
   */
  void checkAfterFailure() {
    Log<String> failed = log;
    if (failed == null) {
      return;
    }
    Throwable thrown = catchThrowable(() -> add(3));
    if (thrown == null) {
      return;
    }
    assertThat(thrown).isInstanceOf(PoisonedException.class);
    long lastId = failed.lastId();
    long durableId = failed.durableId();
    assertThat(durableId).isGreaterThanOrEqualTo(acknowledged);
    assertThatThrownBy(() -> failed.append("late")).isInstanceOf(PoisonedException.class);
    assertThatThrownBy(() -> failed.appendDurable("late")).isInstanceOf(PoisonedException.class);
    assertThatThrownBy(() -> failed.appendAll(List.of("a", "b")))
        .isInstanceOf(PoisonedException.class);
    assertThatThrownBy(failed::sync).isInstanceOf(PoisonedException.class);
    assertThatThrownBy(this::publish).isInstanceOf(PoisonedException.class);
    assertThatThrownBy(failed::truncate).isInstanceOf(PoisonedException.class);
    assertThat(failed.lastId()).isEqualTo(lastId);
    assertThat(failed.durableId()).isEqualTo(durableId);
  }

  /** Closes the log if it is open; a log that is poisoned says so. */
  void closeAfterFailure() {
    Log<String> failed = log;
    log = null;
    if (failed != null) {
      Throwable thrown = catchThrowable(failed::close);
      if (thrown == null) {
        acknowledged = failed.lastId();
      } else {
        assertThat(thrown).isInstanceOf(DurabilityException.class);
      }
    }
  }

  /** Checks what was recovered: acknowledged, attempted, in order, whole batches, and no more. */
  void check(Recovered<List<String>, String> recovered) {
    long lastId = recovered.lastId();
    assertThat(lastId).as("acknowledged").isGreaterThanOrEqualTo(acknowledged);
    assertThat(recovered.checkpointLastId()).isGreaterThanOrEqualTo(publishedLastId);
    assertThat(recovered.state()).isEqualTo(state(lastId));
    assertThat(insideBatches).as("ends inside of a batch").doesNotContain(lastId);
    assertThat(recovered.checkpointsSkipped()).isEmpty();
    // What was lost was attempted, and is no more; its ids are given again.
    attempted.tailMap(lastId, false).clear();
    insideBatches.tailSet(lastId, false).clear();
    acknowledged = lastId;
  }

  private List<String> state(long lastId) {
    return attempted.headMap(lastId, true).entrySet().stream()
        .map(entry -> LogFixture.line(entry.getKey(), entry.getValue()))
        .toList();
  }

  private Log<String> open() {
    return Objects.requireNonNull(log, "the log is not open");
  }
}
