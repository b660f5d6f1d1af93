package io.durability.internal.log;

import io.durability.errors.ConditionNotMetException;
import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.errors.PoisonedException;
import io.durability.errors.SupersededException;
import io.durability.internal.format.CheckpointRef;
import io.durability.internal.format.FrameKind;
import io.durability.internal.format.Frames;
import io.durability.storage.Traits;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Commits the appends of many threads together: frames are put in order into one batch, one thread
 * at a time leads, that is writes and syncs it, while the next batch fills.
 *
 * <p>Who leads: a caller that waits, if nobody is leading and the last batch held one append only,
 * so that a lone thread never hands over. Everything else is led by one daemon thread, started when
 * first needed: with several callers, one that leads would keep the others waiting for its own wake
 * (docs/adr/0001-write-path.md).
 *
 * <p>All fields are guarded by {@link #lock} but those that are volatile. The lock is never held
 * during I/O, nor while callbacks run.
 */
final class GroupCommit {

  /** Writes a batch behind the ones before and syncs it. Called by one thread at a time. */
  interface Sink {

    /**
     * Takes a batch and returns a future that completes when it is durable, in the order of the
     * calls.
     *
     * @param batch frames from index 0 to the position, with room for padding behind
     * @param previousId the last id before the batch
     */
    CompletableFuture<Long> write(ByteBuffer batch, long previousId) throws DurabilityException;

    /** Begins a new segment; everything written before is durable. */
    void rotate(List<CheckpointRef> checkpoints, long lastId) throws DurabilityException;
  }

  private static final int FILL_BYTES_MAX = 4 << 20;

  private static final String SUPERSEDED = "another writer has taken over";
  private static final String POISONED = "a write or sync failed, nothing more is acknowledged";

  private static final int BUFFER_BYTES_MIN = 64 << 10;
  private static final int BUFFERS_KEPT = 2;

  private final Sink sink;
  private final Location location;
  private final int inFlightMax;
  private final int alignment;
  private final ThreadFactory threads;

  /** A batch is not filled further than this, unless one append alone is larger. */
  private final long fillBytes;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition room = lock.newCondition();
  private final Condition work = lock.newCondition();
  private final ArrayDeque<ByteBuffer> buffers = new ArrayDeque<>();

  private CommitBatch filling;
  private @Nullable CommitBatch lastTaken;
  private boolean leading;
  private int inFlight;
  private boolean closed;
  private boolean stopped;
  private @Nullable Thread daemon;
  private @Nullable DurabilityException failure;
  private volatile long lastId;
  private volatile long durableId;

  GroupCommit(
      Sink sink,
      Location location,
      Traits traits,
      long segmentBytes,
      ThreadFactory threads,
      long lastId) {
    this.sink = sink;
    this.location = location;
    this.inFlightMax = traits.syncsInFlight();
    this.alignment = traits.batchAlignment();
    this.fillBytes = Math.min(FILL_BYTES_MAX, segmentBytes);
    this.threads = threads;
    this.lastId = lastId;
    this.durableId = lastId;
    this.filling = new CommitBatch(this, takeBuffer(), lastId);
  }

  long lastId() {
    return lastId;
  }

  long durableId() {
    return durableId;
  }

  /** Adds an entry, which the daemon commits unless somebody who waits does. */
  <A> A append(ByteBuffer payload, AckMaker<A> maker) throws DurabilityException {
    lock.lock();
    try {
      CommitBatch batch = roomFor(Frames.framedBytes(payload.remaining()));
      put(batch, FrameKind.ENTRY, Frames.LAST, payload);
      batch.countAppend();
      A ack = maker.make(lastId, batch);
      wakeDaemonIfIdle();
      return ack;
    } finally {
      lock.unlock();
    }
  }

  /** Adds an entry and waits until it is durable. */
  long appendDurable(ByteBuffer payload) throws DurabilityException {
    CommitBatch batch;
    long id;
    lock.lock();
    try {
      batch = roomFor(Frames.framedBytes(payload.remaining()));
      put(batch, FrameKind.ENTRY, Frames.LAST, payload);
      batch.countAppend();
      id = lastId;
    } finally {
      lock.unlock();
    }
    batch.await();
    return id;
  }

  /** Adds entries that are recovered together or not at all. */
  <A> A appendAll(List<ByteBuffer> payloads, long framedBytes, AckMaker<A> maker)
      throws DurabilityException {
    lock.lock();
    try {
      CommitBatch batch = roomFor(framedBytes);
      int rest = payloads.size();
      for (ByteBuffer payload : payloads) {
        rest--;
        put(batch, FrameKind.ENTRY, rest == 0 ? Frames.LAST : 0, payload);
      }
      batch.countAppend();
      A ack = maker.make(lastId, batch);
      wakeDaemonIfIdle();
      return ack;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Adds a marker, waits until it is durable and a new segment stands behind it, of which the
   * header names the checkpoints.
   *
   * @return the marker's id
   */
  long commitMarker(ByteBuffer payload, List<CheckpointRef> checkpoints)
      throws DurabilityException {
    CommitBatch batch;
    long id;
    lock.lock();
    try {
      batch = roomFor(Frames.framedBytes(payload.remaining()));
      put(batch, FrameKind.MARKER, Frames.LAST, payload);
      id = lastId;
      batch.rotateWith(checkpoints);
    } finally {
      lock.unlock();
    }
    batch.await();
    SegmentWriter.join(batch.rotated(), location);
    return id;
  }

  /** Waits until everything added before is durable. */
  void sync() throws DurabilityException {
    CommitBatch batch;
    lock.lock();
    try {
      checkUsable();
      batch = newest();
    } finally {
      lock.unlock();
    }
    if (batch != null) {
      batch.await();
    }
  }

  /**
   * Refuses further appends, commits what is there, and ends it with a watermark that proves all of
   * it durable. A second call does nothing.
   */
  void close() throws DurabilityException {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      room.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      awaitNewest();
      lock.lock();
      try {
        filling.ensureRoom(Frames.HEADER_BYTES, alignment);
        byte flags = Frames.LAST | Frames.CLOSED;
        Frames.put(filling.bytes(), FrameKind.WATERMARK, flags, lastId, ByteBuffer.allocate(0));
      } finally {
        lock.unlock();
      }
      awaitNewest();
    } finally {
      stopDaemon();
    }
  }

  /** Commits a batch in this thread if nobody is leading; in any case waits until it is done. */
  void commitOrWait(CommitBatch batch) {
    CommitBatch mine = null;
    lock.lock();
    try {
      if (batch.isDone()) {
        return;
      }
      if (batch == filling && isCallerAlone()) {
        mine = take();
      } else {
        wakeDaemonIfIdle();
      }
      batch.addWaiter(Thread.currentThread());
    } finally {
      lock.unlock();
    }
    if (mine != null) {
      lead(mine);
    }
    boolean interrupted = false;
    while (!batch.isDone()) {
      LockSupport.park(batch);
      // A pending interrupt would make every further park return at once.
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns false if the batch is done already. */
  boolean addDependent(CommitBatch batch, Runnable completion) {
    lock.lock();
    try {
      if (batch.isDone()) {
        return false;
      }
      batch.addDependent(completion);
      wakeDaemonIfIdle();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Returns an exception like a recorded one, with the stack of the thread that meets it. */
  static DurabilityException copyOf(DurabilityException recorded) {
    return recorded instanceof SupersededException
        ? new SupersededException(SUPERSEDED, recorded.location(), recorded)
        : new PoisonedException(POISONED, recorded.location(), recorded);
  }

  /** Waits for room in the batch that fills, commits it if need be, and makes it large enough. */
  private CommitBatch roomFor(long framed) throws DurabilityException {
    checkUsable();
    while (!filling.isEmpty() && filling.bytes().position() + framed > fillBytes) {
      CommitBatch full = take();
      if (full == null) {
        room.awaitUninterruptibly();
      } else {
        lock.unlock();
        try {
          lead(full);
        } finally {
          lock.lock();
        }
      }
      checkUsable();
    }
    filling.ensureRoom(Math.toIntExact(framed), alignment);
    return filling;
  }

  private void put(CommitBatch batch, byte kind, int flags, ByteBuffer payload) {
    long id = lastId + 1;
    Frames.put(batch.bytes(), kind, (byte) flags, id, payload);
    lastId = id;
    batch.lastId(id);
  }

  private void checkUsable() throws DurabilityException {
    if (failure != null) {
      throw copyOf(failure);
    }
    if (closed) {
      throw new IllegalStateException("log is closed [" + location + "]");
    }
  }

  private @Nullable CommitBatch newest() {
    return filling.isEmpty() ? lastTaken : filling;
  }

  private void awaitNewest() throws DurabilityException {
    CommitBatch batch;
    lock.lock();
    try {
      if (failure != null) {
        throw copyOf(failure);
      }
      batch = newest();
    } finally {
      lock.unlock();
    }
    if (batch != null) {
      batch.await();
    }
  }

  private boolean isCallerAlone() {
    return filling.appends() <= 1 && (lastTaken == null || lastTaken.appends() <= 1);
  }

  private boolean canTake() {
    return !leading && inFlight < inFlightMax && !filling.isEmpty() && failure == null;
  }

  /** Makes this thread the leader and returns what it has to commit, if there is anything to do. */
  private @Nullable CommitBatch take() {
    if (!canTake()) {
      return null;
    }
    CommitBatch next = new CommitBatch(this, takeBuffer(), lastId);
    CommitBatch taken = filling;
    filling = next;
    lastTaken = taken;
    leading = true;
    inFlight++;
    room.signalAll();
    return taken;
  }

  /** Writes and syncs a batch that {@link #take} gave, then lets go of the lead. */
  private void lead(CommitBatch batch) {
    CompletableFuture<Long> durable = write(batch);
    List<CommitBatch> finished = new ArrayList<>(1);
    if (durable.isDone()) {
      finish(batch, outcome(durable), finished);
    } else {
      durable =
          durable.whenComplete(
              (length, thrown) -> {
                List<CommitBatch> later = new ArrayList<>(1);
                finish(batch, thrown, later);
                later.forEach(CommitBatch::release);
              });
    }
    rotateBehind(batch, durable, finished);
    lock.lock();
    try {
      leading = false;
      wakeDaemonIfIdle();
    } finally {
      lock.unlock();
    }
    // After the lead is given up: what depends on a batch may append and wait in this thread.
    finished.forEach(CommitBatch::release);
  }

  private CompletableFuture<Long> write(CommitBatch batch) {
    try {
      return sink.write(batch.bytes(), batch.previousId());
    } catch (DurabilityException | RuntimeException | Error e) {
      // Whatever it is, the bytes may or may not have been written: the log is poisoned.
      return CompletableFuture.failedFuture(e);
    }
  }

  private void rotateBehind(
      CommitBatch batch, CompletableFuture<Long> durable, List<CommitBatch> finished) {
    List<CheckpointRef> checkpoints = batch.rotation();
    if (checkpoints == null) {
      return;
    }
    try {
      SegmentWriter.join(durable, location);
      sink.rotate(checkpoints, batch.lastId());
      batch.rotated().complete(null);
    } catch (DurabilityException | RuntimeException | Error e) {
      lock.lock();
      try {
        batch.rotated().completeExceptionally(poison(e, finished));
      } finally {
        lock.unlock();
      }
    }
  }

  private void finish(CommitBatch batch, @Nullable Throwable thrown, List<CommitBatch> finished) {
    lock.lock();
    try {
      inFlight--;
      // Once one has failed no later one counts, even if its bytes reached the store.
      DurabilityException reason = thrown == null ? failure : poison(thrown, finished);
      if (reason == null) {
        durableId = batch.lastId();
      }
      keepBuffer(batch.finish(reason));
      finished.add(batch);
      wakeDaemonIfIdle();
    } finally {
      lock.unlock();
    }
  }

  /** Records the first failure, and fails what is waiting to be committed. */
  private DurabilityException poison(Throwable thrown, List<CommitBatch> finished) {
    if (failure == null) {
      Throwable cause = thrown instanceof CompletionException e ? e.getCause() : thrown;
      failure =
          cause instanceof SupersededException || cause instanceof ConditionNotMetException
              ? new SupersededException(SUPERSEDED, location, cause)
              : new PoisonedException(POISONED, location, cause);
      CommitBatch stranded = filling;
      filling = new CommitBatch(this, ByteBuffer.allocate(0), lastId);
      stranded.finish(failure);
      finished.add(stranded);
      room.signalAll();
      work.signalAll();
    }
    return failure;
  }

  private void wakeDaemonIfIdle() {
    if (!canTake() || stopped) {
      return;
    }
    if (daemon == null) {
      daemon = threads.newThread(this::runDaemon);
      daemon.start();
    } else {
      work.signal();
    }
  }

  private void runDaemon() {
    try {
      leadWhileThereIsWork();
    } finally {
      lock.lock();
      try {
        // Should it end by an error, such as no memory for a buffer, the next append starts
        // another.
        daemon = null;
      } finally {
        lock.unlock();
      }
    }
  }

  private void leadWhileThereIsWork() {
    while (true) {
      CommitBatch batch;
      lock.lock();
      try {
        batch = take();
        while (batch == null) {
          if (stopped || failure != null) {
            return;
          }
          work.awaitUninterruptibly();
          batch = take();
        }
      } finally {
        lock.unlock();
      }
      lead(batch);
    }
  }

  private void stopDaemon() {
    lock.lock();
    try {
      stopped = true;
      work.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private ByteBuffer takeBuffer() {
    ByteBuffer kept = buffers.poll();
    return kept == null
        ? ByteBuffer.allocateDirect(BUFFER_BYTES_MIN).order(ByteOrder.LITTLE_ENDIAN)
        : kept;
  }

  private void keepBuffer(ByteBuffer buffer) {
    // One that grew for a large append is let go, so that it is not held for ever.
    if (buffers.size() < BUFFERS_KEPT && buffer.capacity() <= FILL_BYTES_MAX + BUFFER_BYTES_MIN) {
      buffers.add(buffer.clear());
    }
  }

  private static @Nullable Throwable outcome(CompletableFuture<Long> done) {
    try {
      done.join();
      return null;
    } catch (CompletionException e) {
      return e.getCause();
    }
  }
}
