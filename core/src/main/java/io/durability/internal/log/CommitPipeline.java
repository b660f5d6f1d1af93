package io.durability.internal.log;

import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.internal.format.FrameKind;
import io.durability.internal.format.Frames;
import io.durability.storage.Traits;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Moves batches from filling to durable: one thread at a time leads, that is writes and syncs a
 * batch, while the next one fills.
 *
 * <p>Who leads: a caller that waits, if nobody is leading and the last batch held one append only,
 * so that a lone thread never hands over; and an append that finds no room in the batch, if nobody
 * is leading. Everything else is led by one daemon thread, started when first needed: with several
 * callers, one that leads would keep the others waiting for its own wake
 * (docs/adr/0001-write-path.md). That includes what nobody waits for, once it is long enough: it is
 * written beside the appends that go on (docs/adr/0011-buffered-appends-written-beside.md).
 *
 * <p>{@link #lock} guards all fields, and those of the batches; methods say so if they are to be
 * called with it held. It is never held during I/O, nor while callbacks run.
 */
final class CommitPipeline {

  /** Enough that to wake the daemon costs nothing beside it, and a quarter of a full batch. */
  private static final int WRITE_EARLY_BYTES = 1 << 20;

  final ReentrantLock lock = new ReentrantLock();

  private final CommitLeader leader;
  private final WriterWatch watch;
  private final int inFlightMax;
  private final int alignment;

  /** A batch is not filled further than this, unless one append alone is larger. */
  private final long fillBytes;

  private final CommitRoom room;
  private final CommitDue due;
  private final CommitWait waits;
  private final CommitBuffers buffers = new CommitBuffers();
  private final CommitDaemon daemon;

  private final WrittenBatches written = new WrittenBatches();
  private final StrandedBatches stranded;
  private final CommitOutcomes outcomes;

  /** Of payloads, one after the other. */
  private final CRC32C crc = new CRC32C();

  private CommitBatch filling;
  private @Nullable CommitBatch lastTaken;
  private boolean leading;

  /** Whether the one who leads also syncs. */
  private boolean leadingSync;

  private int inFlight;

  /** Whether a watermark frame is the last thing written: nothing is left to prove. */
  private boolean proven = true;

  private volatile long lastId;

  CommitPipeline(
      SegmentSink sink,
      Location location,
      WriterSettings settings,
      WriterWatch watch,
      Traits traits,
      Start start) {
    this.leader = new CommitLeader(this, sink, location, watch);
    this.stranded = new StrandedBatches(lock, leader);
    this.outcomes = new CommitOutcomes(this, location, written, stranded, start.previousId());
    this.watch = watch;
    this.inFlightMax = traits.syncsInFlight();
    this.alignment = traits.batchAlignment();
    this.fillBytes = Math.min(CommitBuffers.FILL_BYTES_MAX, start.contentBytes());
    this.room = new CommitRoom(lock, settings.clockwork());
    this.due = new CommitDue(settings, settings.lingerNanos(traits));
    this.waits = new CommitWait(this, settings);
    this.daemon = CommitDaemon.of(this, settings, settings.idleNanos(traits));
    this.lastId = start.previousId();
    this.filling = new CommitBatch(this, buffers.take(), start.previousId());
  }

  /**
   * Where a pipeline begins.
   *
   * @param contentBytes what a segment takes behind its header
   * @param previousId the last id before the first segment
   */
  record Start(long contentBytes, long previousId) {}

  long lastId() {
    return lastId;
  }

  /** What becomes of the batches. */
  CommitOutcomes outcomes() {
    return outcomes;
  }

  /** Where appends wait for room in the batch that fills. */
  CommitRoom room() {
    return room;
  }

  CommitBatch filling() {
    return filling;
  }

  boolean hasRoomFor(long framed) {
    return filling.isEmpty() || filling.bytes().position() + framed <= fillBytes;
  }

  /**
   * Adds a frame to the batch that fills, which has room for it; the lock is held. Its id is told
   * with the last frame of an append only: nobody sees an atomic batch in part. If it throws, the
   * batch is as it was.
   */
  long put(byte kind, int flags, ByteBuffer payload) {
    long id = filling.lastId() + 1;
    if (filling.isEmpty() && watch.watchesCommits()) {
      filling.timedFrom(watch.now());
    }
    Frames.put(filling.bytes(), kind, (byte) flags, id, payload, crc);
    filling.lastId(id);
    if ((flags & Frames.LAST) != 0) {
      lastId = id;
    }
    proven = false;
    return id;
  }

  /**
   * Ends an append, and starts its commit if and when the policy says so; the lock is held. Whoever
   * lets go of it then calls {@link CommitOutcomes#releaseStranded}.
   */
  void appended() {
    filling.countAppend();
    due.appended();
    daemon.wake();
  }

  /**
   * Puts a watermark frame, when everything is durable and the batch that fills is empty; the lock
   * is held.
   */
  void putWatermark(byte flags) {
    filling.ensureRoom(Frames.HEADER_BYTES, alignment);
    byte all = (byte) (flags | Frames.LAST);
    Frames.put(filling.bytes(), FrameKind.WATERMARK, all, lastId, ByteBuffer.allocate(0), crc);
    proven = true;
    due.want();
  }

  /** Fails if the log is poisoned or superseded; the lock is held. */
  void checkHealthy() throws DurabilityException {
    DurabilityException failure = outcomes.failure();
    if (failure != null) {
      throw WriterFailure.copyOf(failure);
    }
  }

  boolean isHealthy() {
    return outcomes.failure() == null;
  }

  /** Tells whether a watermark is the last thing written: nothing is left to prove. */
  boolean isProven() {
    return proven;
  }

  /** Tells whether everything is durable and nothing is under way. */
  boolean isQuiet() {
    return !leading && inFlight == 0 && filling.isEmpty() && written.isEmpty() && isHealthy();
  }

  /** Returns when what is there must be durable, or {@link CommitDaemon#NEVER}. */
  long dueAt() {
    return due.at();
  }

  /** Writes, and syncs, what {@link #take} gave; the lock is not held. */
  void lead(Taken taken) {
    leader.lead(taken);
  }

  /** Returns the batch that holds the last append, or null if there was none; the lock is held. */
  @Nullable CommitBatch newest() {
    return filling.isEmpty() ? lastTaken : filling;
  }

  /** How callers wait for batches. */
  CommitWait waits() {
    return waits;
  }

  /**
   * Asks for the commit of a batch that is not done, and gives the caller the lead if it is best
   * that the caller commits it; the lock is held. Whoever lets go of it then calls {@link
   * CommitOutcomes#releaseStranded}.
   */
  @Nullable Taken takeOrAsk(CommitBatch batch) {
    // One that is being written without a sync counts, too: nothing else would ask for it.
    boolean beingWritten = leading && !leadingSync && batch == lastTaken;
    if (batch == filling || beingWritten || written.contains(batch)) {
      due.want();
      if (canTake() && isCallerAlone()) {
        return take();
      }
      daemon.wake();
    }
    return null;
  }

  /** Ends the daemon; nothing is committed any more. */
  void stop() {
    lock.lock();
    try {
      daemon.stop();
    } finally {
      lock.unlock();
    }
  }

  /** A batch for the leader, and whether it and what was written before it is to be synced. */
  record Taken(CommitBatch batch, boolean sync) {}

  private boolean isCallerAlone() {
    return filling.appends() <= 1 && (lastTaken == null || lastTaken.appends() <= 1);
  }

  /** Tells whether there is something to sync, and the lead is free. */
  boolean canTake() {
    return !leading
        && isHealthy()
        && inFlight < inFlightMax
        && !(filling.isEmpty() && written.isEmpty())
        && due.isNow()
        && lingerLeft() <= 0;
  }

  /**
   * Tells whether so much has gathered that nobody wants yet that it is worth being written,
   * without a sync, beside the appends that go on; and the lead is free.
   */
  boolean canWriteEarly() {
    return filling.bytes().position() >= WRITE_EARLY_BYTES
        && !leading
        && inFlight == 0
        && isHealthy();
  }

  /**
   * Returns for how long the batch that fills goes on to fill although somebody wants it, in
   * nanoseconds; 0 or less if not at all. The lock is held.
   */
  long lingerLeft() {
    boolean lingers =
        inFlight > 0
            && !leading
            && isHealthy()
            && !filling.isEmpty()
            && filling.bytes().position() < fillBytes;
    return lingers ? due.lingerLeft() : 0;
  }

  /** Makes this thread the leader if the batch that fills is to go on for want of room. */
  @Nullable Taken takeFull() {
    return leading || inFlight >= inFlightMax ? null : take();
  }

  /** Makes this thread the leader; nobody else is. The lock is held. */
  Taken take() {
    // First what may throw, for want of memory: until then nothing has changed.
    CommitBatch next = new CommitBatch(this, buffers.take(), lastId);
    if (watch.watchesCommits()) {
      filling.handed(watch.now());
    }
    room.signalAll();
    Taken taken = new Taken(filling, due.take());
    filling = next;
    lastTaken = taken.batch();
    leading = true;
    leadingSync = taken.sync();
    if (leadingSync) {
      inFlight++;
    }
    return taken;
  }

  /**
   * Ends the lead that {@link #take} gave, and sees to it that the next batch is led.
   *
   * @param finished the batches that the caller releases next; what is stranded is added
   */
  void letGo(List<CommitBatch> finished) {
    lock.lock();
    try {
      leading = false;
      if (finished.stream().anyMatch(CommitBatch::hasDependents)) {
        daemon.standAside();
      }
      room.signalAll();
      daemon.wake();
      finished.addAll(stranded.take());
    } finally {
      lock.unlock();
    }
  }

  /** Has the next batch fill the bytes of one that the sink has taken; the lock is held. */
  void reuseBytesOf(CommitBatch batch) {
    buffers.giveBack(batch.letGoOfBytes());
  }

  /** Notes that a sync is no longer under way; the lock is held. */
  void syncEnded() {
    inFlight--;
    room.signalAll();
    daemon.wake();
  }

  /** Has the daemon run what depends on finished batches; the lock is held. */
  void handOver(List<CommitBatch> finished) {
    finished.stream().filter(CommitBatch::hasDependents).forEach(daemon::handOver);
  }

  /** Ends commits for good; the lock is held. Returns the batch that was filling. */
  CommitBatch fillNoMore() {
    CommitBatch last = filling;
    filling = new CommitBatch(this, ByteBuffer.allocate(0), lastId);
    room.signalAll();
    daemon.stop();
    return last;
  }
}
