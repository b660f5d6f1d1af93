package io.durability.internal.log;

import io.durability.errors.DurabilityException;
import io.durability.internal.format.Bytes;
import io.durability.internal.format.CheckpointRef;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Frames that are committed by one sync, and those who wait for it. Filled under the lock of its
 * {@link CommitPipeline}, which also guards all fields that are not volatile; read by the thread
 * that commits it.
 */
public final class CommitBatch {

  private static final ByteBuffer NOTHING = Bytes.allocate(0);

  /** Up to how many waiters whoever commits wakes all; and of more so many, who wake the rest. */
  private static final int WOKEN_MAX = 16;

  private static final int WOKEN_FIRST = 2;

  private final CommitPipeline pipeline;
  private final long previousId;
  private ByteBuffer bytes;
  private long lastId;
  private int appends;

  /** Whether somebody wants to know of this batch, so that the times are noted. */
  private boolean timed;

  /** When the first append came, and when the sync that covers it was begun. */
  private long begunAt;

  private long handedAt;
  private int framedBytes;
  private boolean handed;

  /** Begin a new segment behind this batch, with these checkpoints in its header. */
  private @Nullable List<CheckpointRef> rotation;

  private final List<Thread> waiters = new ArrayList<>();
  private final List<Runnable> dependents = new ArrayList<>();

  private final CompletableFuture<Void> settled = new CompletableFuture<>();
  private volatile boolean done;
  private volatile @Nullable DurabilityException failure;
  private final CompletableFuture<Void> rotated = new CompletableFuture<>();

  CommitBatch(CommitPipeline pipeline, ByteBuffer bytes, long previousId) {
    this.pipeline = pipeline;
    this.bytes = bytes;
    this.previousId = previousId;
    this.lastId = previousId;
  }

  /** Tells whether the batch is durable by now. */
  public boolean isDurable() {
    return done && failure == null;
  }

  /**
   * Waits until the batch is durable; this thread commits it itself if no other is committing.
   *
   * @throws DurabilityException if the commit failed
   */
  public void await() throws DurabilityException {
    if (!done) {
      pipeline.waits().commitOrWait(this);
    }
    DurabilityException reason = failure;
    if (reason != null) {
      throw WriterFailure.copyOf(reason);
    }
  }

  /** Returns a future that completes with a value when the batch is durable, or fails. */
  public <T> CompletableFuture<T> onDurable(T value) {
    CompletableFuture<T> future = new CompletableFuture<>();
    Runnable completion =
        () -> {
          DurabilityException reason = failure;
          if (reason == null) {
            future.complete(value);
          } else {
            future.completeExceptionally(reason);
          }
        };
    if (!pipeline.waits().addDependent(this, completion)) {
      completion.run();
    }
    return future;
  }

  boolean isDone() {
    return done;
  }

  boolean isEmpty() {
    return bytes.position() == 0;
  }

  /** Returns the frames, from index 0 to the position. */
  ByteBuffer bytes() {
    return bytes;
  }

  /** Returns the last id before this batch. */
  long previousId() {
    return previousId;
  }

  /** Returns the last id in this batch, or before it if it holds none. */
  long lastId() {
    return lastId;
  }

  void lastId(long id) {
    lastId = id;
  }

  /** Takes back the frames behind an id, of an atomic batch that cannot be put as a whole. */
  void cutTo(long id, int position) {
    bytes.position(position);
    lastId = id;
  }

  /** Returns how many appends are in the batch; an atomic batch is one. */
  int appends() {
    return appends;
  }

  void countAppend() {
    appends++;
  }

  /** Notes when the first append came, because somebody wants to know. */
  void timedFrom(long nanos) {
    timed = true;
    begunAt = nanos;
  }

  /** Notes when the batch is handed to the store. */
  void handed(long nanos) {
    handedAt = nanos;
    handed = true;
    framedBytes = bytes.position();
  }

  /** Notes that the sync of a later batch covers this one. */
  void coveredBy(CommitBatch later) {
    handedAt = later.handedAt;
    handed = later.handed;
  }

  /** Tells whether all is noted; not so if a recording began or ended meanwhile. */
  boolean isTimed() {
    return timed && handed;
  }

  long begunAt() {
    return begunAt;
  }

  long handedAt() {
    return handedAt;
  }

  /** Returns the length of the frames when the batch was handed to the store. */
  int framedBytes() {
    return framedBytes;
  }

  @Nullable List<CheckpointRef> rotation() {
    return rotation;
  }

  void rotateWith(List<CheckpointRef> checkpoints) {
    rotation = checkpoints;
  }

  /** Completes when the rotation that this batch asked for is done. */
  CompletableFuture<Void> rotated() {
    return rotated;
  }

  /** Makes room for more bytes, and for the padding behind them. */
  void ensureRoom(int framed, int padding) {
    int needed = Math.addExact(Math.addExact(bytes.position(), framed), padding);
    if (needed > bytes.capacity()) {
      bytes = CommitBuffers.grown(bytes, needed);
    }
  }

  /**
   * Adds a thread that waits, in any case until the batch is done.
   *
   * @return its place, for {@link #wakeBehind}
   */
  int addWaiter(Thread thread) {
    waiters.add(thread);
    return waiters.size() - 1;
  }

  void addDependent(Runnable completion) {
    dependents.add(completion);
  }

  boolean hasDependents() {
    return !dependents.isEmpty();
  }

  /** Returns the buffer, for use by another batch; the bytes have been taken by the sink. */
  ByteBuffer letGoOfBytes() {
    ByteBuffer buffer = bytes;
    bytes = NOTHING;
    return buffer;
  }

  /** Settles the outcome; under the pipeline's lock. Those who wait are told next. */
  void finish(@Nullable DurabilityException reason) {
    failure = reason;
    done = true;
  }

  /** Completes when those who wait are woken; for waits of a clockwork. */
  CompletableFuture<Void> settled() {
    return settled;
  }

  /**
   * Wakes the threads that wait; after {@link #finish}. Of many only the first, who wake the rest:
   * whoever commits goes on to the next batch meanwhile.
   */
  void wakeWaiters() {
    settled.complete(null);
    int first = wokenFirst();
    for (int i = 0; i < first; i++) {
      LockSupport.unpark(waiters.get(i));
    }
  }

  /** Returns how many the committer wakes. Nobody begins to wait once the batch is done. */
  private int wokenFirst() {
    return waiters.size() <= WOKEN_MAX ? waiters.size() : WOKEN_FIRST;
  }

  /**
   * Wakes the threads that the one at a place is to wake, when it has seen the batch done. Without
   * the lock: nobody is added to a batch that is done, and who has seen that it is sees all who
   * were added before.
   */
  void wakeBehind(int place) {
    int first = wokenFirst();
    if (place < first) {
      for (int i = place + first; i < waiters.size(); i += first) {
        LockSupport.unpark(waiters.get(i));
      }
    }
  }

  /** Runs what is to follow, which may append and wait; outside any lock, after {@link #finish}. */
  void runDependents() {
    for (Runnable dependent : dependents) {
      dependent.run();
    }
  }
}
