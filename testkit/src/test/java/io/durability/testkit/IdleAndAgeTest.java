package io.durability.testkit;

import static io.durability.testkit.Operation.Verb.APPENDER_WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.given;

import io.durability.Codecs;
import io.durability.Log;
import io.durability.LogReader;
import io.durability.SyncPolicy;
import io.durability.errors.CorruptException;
import io.durability.storage.Condition;
import io.durability.storage.Directory;
import io.durability.storage.FileName;
import io.durability.storage.MemoryDirectory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What time alone brings about: the watermark of an idle writer, and segments that grow old. */
final class IdleAndAgeTest extends LogFixture {

  private static final Duration IDLE = Duration.ofMillis(30);
  private static final String FIRST = "wal/00000000000000000001.wal";

  private final FaultDirectory faults = new FaultDirectory(new MemoryDirectory());
  private final WriteBackDirectory page = new WriteBackDirectory(faults);

  @Override
  protected Directory open() {
    return page;
  }

  private long writes() {
    return faults.operations().stream()
        .filter(operation -> operation.verb() == APPENDER_WRITE)
        .count();
  }

  private List<String> durable() throws Exception {
    List<String> found = new ArrayList<>();
    try (LogReader<String> reader = LogReader.open(dir, Codecs.utf8(), 1)) {
      while (reader.next()) {
        found.add(line(reader.id(), reader.entry()));
      }
    }
    return found;
  }

  @Test
  void idle_writerProvesItsLastBatch_once() throws Exception {
    Log<String> log = openLog(small().idleWatermark(IDLE).build());
    add(log, "a");
    add(log, "b");
    given().atMost(patience()).until(() -> durable().equals(model()));
    long proven = writes();
    given().during(IDLE.multipliedBy(5)).atMost(patience()).until(() -> writes() == proven);
    add(log, "c");
    given().atMost(patience()).until(() -> durable().equals(model()));
    assertThat(writes()).as("the entry, and the proof").isEqualTo(proven + 2);
    given().during(IDLE.multipliedBy(5)).atMost(patience()).until(() -> writes() == proven + 2);
    log.close();
    assertRecovered();
  }

  @Test
  void idle_zero_isNever_andTheLastBatchStaysUnproven() throws Exception {
    Log<String> log = openLog(small().idleWatermark(Duration.ZERO).build());
    add(log, "a");
    add(log, "b");
    long before = writes();
    given()
        .during(IDLE.multipliedBy(5))
        .atMost(patience())
        .until(() -> writes() == before && durable().equals(List.of("1=a")));
  }

  @Test
  void idle_isNotWritten_whileSomethingWaitsForItsSync() throws Exception {
    Log<String> log = openLog(small().sync(SyncPolicy.buffered()).idleWatermark(IDLE).build());
    log.append("a");
    long before = writes();
    given().during(IDLE.multipliedBy(5)).atMost(patience()).until(() -> writes() == before);
    log.sync();
    given().atMost(patience()).until(() -> durable().equals(List.of("1=a")));
  }

  @Test
  void idle_afterAnInterval_provesWhatTheIntervalSynced() throws Exception {
    Log<String> log = openLog(small().sync(SyncPolicy.interval(IDLE)).idleWatermark(IDLE).build());
    log.append("a");
    given().atMost(patience()).until(() -> durable().equals(List.of("1=a")));
  }

  /** Flips one bit in the payload of entry "b" of a copy of the disk as it is now. */
  private MemoryDirectory copyWithDamage() throws Exception {
    MemoryDirectory copy = new MemoryDirectory();
    byte[] content = read(FIRST);
    int at = new String(content, StandardCharsets.ISO_8859_1).indexOf("second");
    content[at] ^= 1;
    copy.write(FileName.of(FIRST), ByteBuffer.wrap(content), Condition.none());
    return copy;
  }

  @Test
  void idle_damageToTheLastBatch_isCorruptOnlyOnceItIsProven() throws Exception {
    Log<String> log = openLog(small().idleWatermark(IDLE.multipliedBy(20)).build());
    add(log, "first");
    add(log, "second");
    MemoryDirectory before = copyWithDamage();
    assertThat(recovery(before).latest().state()).containsExactly("1=first");
    assertThat(recovery(before).latest().bytesDropped()).isPositive();
    given().atMost(patience()).until(() -> durable().equals(model()));
    MemoryDirectory after = copyWithDamage();
    assertThatThrownBy(() -> recovery(after).latest())
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("entry=2");
    assertThatThrownBy(() -> Log.open(after, Codecs.utf8(), small().build()))
        .isInstanceOf(CorruptException.class);
  }

  @Test
  void age_appendBeginsANewSegment_withTheOldOneSynced() throws Exception {
    AtomicLong clock = new AtomicLong(-5);
    Log<String> log =
        openLog(
            small()
                .segmentBytes(1 << 20)
                .segmentAge(Duration.ofSeconds(10))
                .nanoClock(clock::get)
                .idleWatermark(Duration.ZERO)
                .build());
    add(log, "a");
    clock.addAndGet(Duration.ofSeconds(10).toNanos() - 1);
    add(log, "b");
    assertThat(segments()).hasSize(1);
    clock.addAndGet(1);
    assertThat(segments()).as("not without an append").hasSize(1);
    add(log, "c");
    assertThat(segments()).hasSize(2);
    add(log, "d");
    assertThat(segments()).as("the age begins anew").hasSize(2);
    clock.addAndGet(Duration.ofSeconds(10).toNanos());
    log.appendAll(List.of("e", "f")).await();
    note(5, "e");
    note(6, "f");
    assertThat(segments()).hasSize(3);
    assertRecovered();
    log.close();
    assertRecovered();
  }

  @Test
  void age_ofASegmentWithoutFrames_beginsNoOther() throws Exception {
    AtomicLong clock = new AtomicLong();
    Log<String> log =
        openLog(small().segmentAge(Duration.ofSeconds(1)).nanoClock(clock::get).build());
    clock.addAndGet(Duration.ofSeconds(50).toNanos());
    add(log, "a");
    assertThat(segments()).hasSize(1);
    assertRecovered();
  }
}
