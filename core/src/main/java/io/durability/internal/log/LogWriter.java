package io.durability.internal.log;

import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.internal.format.CheckpointRef;
import io.durability.internal.format.Frames;
import io.durability.internal.format.SegmentHeader;
import io.durability.storage.Directory;
import io.durability.storage.FileName;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A claimed log, in bytes: what {@code Log} and {@code Publisher} stand on.
 *
 * <p>Threads: any. Publishing is serialized by its own lock, under which {@link #kept} is changed.
 */
public final class LogWriter {

  private final Directory directory;
  private final WriterSettings settings;
  private final WriterWatch watch;
  private final Location location;
  private final SegmentWriter segment;
  private final GroupCommit group;
  private final long batchBytesMax;
  private final ReentrantLock publishing = new ReentrantLock();
  private final Truncator truncator;
  private final Holds holds = new Holds();
  private List<CheckpointRef> kept;

  LogWriter(
      Directory directory, WriterSettings settings, WriterWatch watch, SegmentWriter segment) {
    this.directory = directory;
    this.settings = settings;
    this.watch = watch;
    this.location = Location.of(directory);
    this.segment = segment;
    SegmentHeader header = segment.header();
    this.kept = header.checkpoints();
    this.batchBytesMax =
        Math.min(
            settings.batchBytesMax(),
            directory.traits().appendFileBytesMax() - header.encodedBytes() - header.alignment());
    this.group =
        new GroupCommit(
            segment,
            location,
            settings,
            watch,
            directory.traits(),
            new CommitPipeline.Start(
                settings.segmentBytes() - header.encodedBytes(), header.previousId()));
    this.truncator = new Truncator(directory);
    if (settings.events() != null) {
      directory.addListener(settings.events());
    }
  }

  /** Returns the directory the log is in. */
  public Directory directory() {
    return directory;
  }

  /** Appends an entry; see {@code Log.append}. */
  public <A> A append(ByteBuffer payload, AckMaker<A> maker) throws DurabilityException {
    return group.append(payload, maker);
  }

  /** Appends an entry and waits; see {@code Log.appendDurable}. */
  public long appendDurable(ByteBuffer payload) throws DurabilityException {
    return group.appendDurable(payload);
  }

  /** Appends an atomic batch, already checked; see {@code Log.appendAll}. */
  public <A> A appendAll(List<ByteBuffer> payloads, AckMaker<A> maker) throws DurabilityException {
    long framed = 0;
    for (ByteBuffer payload : payloads) {
      framed = checkBatch(framed, payload.remaining());
    }
    return group.appendAll(payloads, framed, maker);
  }

  /**
   * Checks the size of a payload.
   *
   * @throws IllegalArgumentException if it is above the limit
   */
  public void checkPayload(int bytes) {
    if (bytes > settings.payloadBytesMax()) {
      throw tooLarge("entry", "payloadBytesMax", settings.payloadBytesMax(), bytes);
    }
    checkBatch(0, bytes);
  }

  /**
   * Adds a payload to the size of an atomic batch.
   *
   * @return the size with it, framed
   * @throws IllegalArgumentException if that is above the limit
   */
  public long checkBatch(long framedBefore, int payloadBytes) {
    long framed = framedBefore + Frames.framedBytes(payloadBytes);
    if (framed > batchBytesMax) {
      throw tooLarge("atomic batch with its frames", "batchBytesMax", batchBytesMax, framed);
    }
    return framed;
  }

  /** Waits until everything appended before is durable. */
  public void sync() throws DurabilityException {
    group.sync();
  }

  /** Returns the id of the last entry or marker appended. */
  public long lastId() {
    return group.lastId();
  }

  /** Returns the id up to which everything is durable. */
  public long durableId() {
    return group.durableId();
  }

  /** What a publish does between its checks and the marker: write the checkpoint file. */
  @FunctionalInterface
  public interface CheckpointMaker<X extends Exception> {
    /** Writes the checkpoint, durably, and returns what the marker will say of it. */
    CheckpointRef make() throws DurabilityException, X;
  }

  /**
   * Writes a checkpoint, commits it by a marker, and only then truncates what the kept checkpoints
   * cover.
   *
   * @throws IllegalArgumentException if the last id is not durable, or not above the newest
   *     checkpoint's
   * @throws DurabilityException if the checkpoint could not be written or committed; nothing was
   *     deleted
   */
  public <X extends Exception> Published publish(long lastId, CheckpointMaker<X> maker)
      throws DurabilityException, X {
    long since = watch.now();
    Published published = publishLocked(lastId, maker);
    watch.published(published, since);
    return published;
  }

  private <X extends Exception> Published publishLocked(long lastId, CheckpointMaker<X> maker)
      throws DurabilityException, X {
    publishing.lock();
    try {
      // Before a state of any size is written for nothing.
      group.requireUsable();
      checkPublish(lastId);
      List<CheckpointRef> before = kept;
      CheckpointRef made = maker.make();
      truncator.trust(made);
      List<CheckpointRef> after = new ArrayList<>(settings.checkpointsKept());
      after.add(made);
      after.addAll(truncator.undamaged(before, settings.checkpointsKept() - 1));
      ByteBuffer payload = ByteBuffer.allocate(made.encodedBytes()).order(ByteOrder.LITTLE_ENDIAN);
      made.encode(payload);
      long markerId = group.commitMarker(payload.flip(), List.copyOf(after));
      kept = List.copyOf(after);
      // Until as many checkpoints exist as are to be kept, the log's beginning stands in for one.
      long oldest =
          after.size() < settings.checkpointsKept() ? 0 : after.get(after.size() - 1).lastId();
      return new Published(made, markerId, truncate(oldest, after));
    } finally {
      publishing.unlock();
    }
  }

  /** Deletes what the kept checkpoints cover; see {@code Log.truncate}. */
  public Truncation truncate() throws DurabilityException {
    publishing.lock();
    try {
      group.requireUsable();
      List<CheckpointRef> good = truncator.undamaged(kept, settings.checkpointsKept());
      if (good.size() < settings.checkpointsKept()) {
        return Truncation.NOTHING;
      }
      long oldest = good.get(good.size() - 1).lastId();
      return truncate(oldest, good);
    } finally {
      publishing.unlock();
    }
  }

  /**
   * Makes sure that the writer was not closed; a poisoned one still has entries to read.
   *
   * @throws IllegalStateException if it was
   */
  public void requireOpen() {
    group.requireOpen();
  }

  private Truncation truncate(long oldest, List<CheckpointRef> good) {
    long since = watch.now();
    Truncation done =
        holds.truncate(oldest, covered -> truncator.truncate(segment.header(), covered, good));
    watch.truncated(done, since);
    return done;
  }

  /** Returns what readers of this process hold back from truncation. */
  public Holds holds() {
    return holds;
  }

  /**
   * Returns the ids of a new checkpoint file of this writer.
   *
   * @param chosen the name that the caller chose, or null
   * @throws IllegalArgumentException if the chosen name is one that the log uses for its own files
   */
  public CheckpointIds newCheckpoint(long lastId, @Nullable FileName chosen) {
    SegmentHeader header = segment.header();
    if (chosen != null && LogFiles.isReserved(chosen)) {
      throw new IllegalArgumentException(
          "checkpoint name is of the log's own files [file=" + chosen + ", " + location + "]");
    }
    FileName name =
        chosen == null
            ? LogFiles.checkpoint(lastId, header.writerId(), settings.entropy().nextLong())
            : chosen;
    return new CheckpointIds(name, header.logId(), Claim.randomId(settings.entropy()));
  }

  /** Ends the writer; see {@code Log.close}. */
  public void close() throws DurabilityException {
    // A publish that is under way rotates and truncates: it ends first.
    publishing.lock();
    try {
      // A callback that this thread runs while it closes may close as well: the outer call goes on.
      if (group.refuseAppends()) {
        finish();
      }
    } finally {
      publishing.unlock();
    }
  }

  private void finish() throws DurabilityException {
    // What closing the file fails with is added to what the rest failed with, which comes first.
    try (segment) {
      group.finish();
    } finally {
      if (settings.events() != null) {
        directory.removeListener(settings.events());
      }
    }
  }

  private void checkPublish(long lastId) {
    if (lastId < 0 || lastId > group.durableId()) {
      throw new IllegalArgumentException(
          "publish of an id that is not durable [lastId="
              + lastId
              + ", durable="
              + group.durableId()
              + ", "
              + location
              + "]");
    }
    if (!kept.isEmpty() && lastId <= kept.get(0).lastId()) {
      throw new IllegalArgumentException(
          "publish of an id that is not above the newest checkpoint's [lastId="
              + lastId
              + ", newest="
              + kept.get(0).lastId()
              + ", "
              + location
              + "]");
    }
  }

  private IllegalArgumentException tooLarge(String what, String option, long expected, long found) {
    return new IllegalArgumentException(
        what
            + " too large ["
            + option
            + ", expected<="
            + expected
            + ", found="
            + found
            + ", entry="
            + (lastId() + 1)
            + ", "
            + location
            + "]");
  }
}
