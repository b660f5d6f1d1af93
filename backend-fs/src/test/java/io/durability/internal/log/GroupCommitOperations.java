package io.durability.internal.log;

import io.durability.concurrency.SequentialLog;
import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.internal.format.Limits;
import io.durability.storage.MemoryDirectory;
import io.durability.storage.RenameKind;
import io.durability.storage.Survives;
import io.durability.storage.Traits;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;

/**
 * The group commit, as Lincheck drives it: over a sink that takes several syncs at a time and
 * confirms each later, in a thread of its own.
 */
public final class GroupCommitOperations {

  private static final int SYNCS_IN_FLIGHT = 2;
  private static final Location LOCATION = Location.of("memory");

  private static final Traits TRAITS =
      new Traits(
          Survives.PROCESS,
          RenameKind.ATOMIC,
          true,
          true,
          SYNCS_IN_FLIGHT,
          Traits.ALIGNMENT_MIN,
          Long.MAX_VALUE,
          Long.MAX_VALUE);

  private static final WriterSettings SETTINGS =
      new WriterSettings(
          Limits.PAYLOAD_BYTES_MAX,
          Limits.BATCH_BYTES_MAX,
          Long.MAX_VALUE,
          1,
          0,
          Long.MAX_VALUE,
          0,
          0,
          System::nanoTime,
          new SplittableRandom(1),
          GroupCommitOperations::daemon,
          null,
          null);

  private static final WriterWatch WATCH = WriterWatch.of(new MemoryDirectory(), SETTINGS);

  private final LateSink sink = new LateSink(SequentialLog.FIRST_ENTRIES);
  private final GroupCommit group =
      new GroupCommit(
          sink,
          LOCATION,
          SETTINGS,
          WATCH,
          TRAITS,
          new CommitPipeline.Start(Limits.BATCH_BYTES_MAX, SequentialLog.FIRST_ENTRIES));
  private final AtomicLong acked = new AtomicLong(SequentialLog.FIRST_ENTRIES);

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "commit");
    thread.setDaemon(true);
    return thread;
  }

  private static ByteBuffer payload() {
    return ByteBuffer.allocate(1);
  }

  /** Notes an id as acknowledged, and makes sure that the sink has it. */
  private long acked(long id) {
    if (sink.durableId() < id) {
      throw new AssertionError(
          "acknowledged " + id + ", durable " + sink.durableId() + ", " + sink);
    }
    acked.accumulateAndGet(id, Math::max);
    return id;
  }

  /** Appends without waiting. */
  @Operation
  public long append() throws DurabilityException {
    return group.append(payload(), (id, batch) -> id);
  }

  /** Appends and waits. */
  @Operation
  public long appendDurable() throws DurabilityException {
    return acked(group.appendDurable(payload()));
  }

  /** Appends a batch. */
  @Operation
  public long appendTwo() throws DurabilityException {
    List<ByteBuffer> two = List.of(payload(), payload());
    return group.appendAll(two, 80, (id, batch) -> id);
  }

  /** Waits for all that was appended before. */
  @Operation
  public void sync() throws DurabilityException {
    long before = group.lastId();
    group.sync();
    acked(before);
  }

  /** Commits a marker, with a rotation behind it. */
  @Operation
  public long mark() throws DurabilityException {
    return acked(group.commitMarker(payload(), List.of()));
  }

  /** Returns the newest id. */
  @Operation
  public long lastId() {
    return group.lastId();
  }

  /** Tells whether what was acknowledged before is called durable, and only what is there. */
  @Operation
  public boolean durableTellsTheTruth() {
    long told = acked.get();
    long durable = group.durableId();
    return told <= durable && durable <= sink.durableId();
  }

  /** Ends it. */
  @Operation
  public void close() throws DurabilityException {
    if (group.refuseAppends()) {
      group.finish();
    }
  }

  /** Closes, and makes sure that all ids are there, each once and in order. */
  @Validate
  public void validate() throws DurabilityException {
    close();
    if (sink.durableId() != group.lastId() || !sink.inOrder()) {
      throw new AssertionError(
          "durable " + sink.durableId() + ", appended " + group.lastId() + ", " + sink);
    }
  }
}
