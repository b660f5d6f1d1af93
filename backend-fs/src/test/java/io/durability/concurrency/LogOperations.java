package io.durability.concurrency;

import io.durability.Applier;
import io.durability.Codec;
import io.durability.Codecs;
import io.durability.Log;
import io.durability.LogOptions;
import io.durability.Publisher;
import io.durability.Recovered;
import io.durability.Recovery;
import io.durability.storage.MemoryDirectory;
import io.durability.testkit.LongState;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;

/**
 * A log in memory, as Lincheck drives it: a new one for each run. When a run is over the log is
 * closed, if it is not yet, and what is recovered must be what was appended.
 */
@Param(name = "id", gen = IntGen.class, conf = "1:" + SequentialLog.FIRST_ENTRIES)
public final class LogOperations {

  private static final Codec<String> CODEC = Codecs.utf8();

  /** So small that a publish often finds a segment to delete. */
  private static final long SEGMENT_BYTES = 4096;

  private final MemoryDirectory directory = new MemoryDirectory();
  private final Log<String> log;
  private final Publisher<Long> publisher = Publisher.of(LongState.CODEC);
  private final AtomicLong payloads = new AtomicLong();
  private final ConcurrentSkipListMap<Long, String> appended = new ConcurrentSkipListMap<>();
  private final AtomicLong acked = new AtomicLong();
  private final AtomicLong covered = new AtomicLong();

  /** Opens a log with the first entries in it. */
  public LogOperations() throws IOException {
    LogOptions options =
        LogOptions.builder()
            .segmentBytes(SEGMENT_BYTES)
            .checkpointsKept(1)
            .idleWatermark(Duration.ZERO)
            .entropy(new SplittableRandom(1))
            .build();
    log = Log.open(directory, CODEC, options);
    for (int i = 0; i < SequentialLog.FIRST_ENTRIES; i++) {
      appendDurable();
    }
  }

  private String nextPayload() {
    return "payload " + payloads.incrementAndGet();
  }

  /** Appends without waiting. */
  @Operation
  public long append() throws IOException {
    String payload = nextPayload();
    long id = log.append(payload).id();
    appended.put(id, payload);
    return id;
  }

  /** Appends and waits. */
  @Operation
  public long appendDurable() throws IOException {
    String payload = nextPayload();
    long id = log.appendDurable(payload);
    appended.put(id, payload);
    acked.accumulateAndGet(id, Math::max);
    return id;
  }

  /** Appends a batch, and waits. */
  @Operation
  public long appendTwo() throws IOException {
    List<String> two = List.of(nextPayload(), nextPayload());
    long id = log.appendAll(two).await();
    appended.put(id - 1, two.get(0));
    appended.put(id, two.get(1));
    acked.accumulateAndGet(id, Math::max);
    return id;
  }

  /** Waits for all that was appended before. */
  @Operation
  public void sync() throws IOException {
    long before = log.lastId();
    log.sync();
    acked.accumulateAndGet(before, Math::max);
  }

  /** Publishes one of the first entries. */
  @Operation
  public long publish(@Param(name = "id") int id) throws IOException {
    long marker = publisher.publish(log, (long) id, id).markerId();
    covered.accumulateAndGet(id, Math::max);
    acked.accumulateAndGet(marker, Math::max);
    return marker;
  }

  /** Returns the newest id. */
  @Operation
  public long lastId() {
    return log.lastId();
  }

  /** Tells whether what was acknowledged before is called durable, and only what is there. */
  @Operation
  public boolean durableTellsTheTruth() {
    long told = acked.get();
    long durable = log.durableId();
    return told <= durable && durable <= log.lastId() && durable <= log.durableId();
  }

  /** Closes the log. */
  @Operation
  public void close() throws IOException {
    log.close();
  }

  /** Closes the log and compares what is recovered with what was appended. */
  @Validate
  public void validate() throws IOException {
    log.close();
    Map<Long, String> found = new TreeMap<>();
    Applier<Long, String> collector =
        (state, id, entry) -> {
          found.put(id, entry);
          return state;
        };
    Recovered<Long, String> recovered =
        Recovery.of(directory, LongState.CODEC, CODEC, () -> 0L, collector).latest();
    long from = covered.get();
    if (recovered.state() != from
        || recovered.lastId() != log.lastId()
        || !found.equals(appended.tailMap(from, false))) {
      throw new AssertionError(
          "recovered " + recovered.state() + " and " + found + ", appended " + appended);
    }
  }
}
