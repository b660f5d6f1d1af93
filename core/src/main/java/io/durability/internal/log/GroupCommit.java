package io.durability.internal.log;

import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.internal.format.Bytes;
import io.durability.internal.format.CheckpointRef;
import io.durability.internal.format.FrameKind;
import io.durability.internal.format.Frames;
import io.durability.storage.Traits;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Puts the appends of many threads, in order, as frames into the batch that fills, and has the
 * {@link CommitPipeline} commit it.
 *
 * <p>Everything is done under the pipeline's lock, which is given up while a caller waits for room.
 */
final class GroupCommit {

  private final CommitPipeline pipeline;
  private final ReentrantLock lock;
  private final Location location;
  private final int alignment;
  private boolean refusing;

  GroupCommit(
      SegmentSink sink,
      Location location,
      WriterSettings settings,
      WriterWatch watch,
      Traits traits,
      CommitPipeline.Start start) {
    this.pipeline = new CommitPipeline(sink, location, settings, watch, traits, start);
    this.lock = pipeline.lock;
    this.location = location;
    this.alignment = traits.batchAlignment();
  }

  long lastId() {
    return pipeline.lastId();
  }

  long durableId() {
    return pipeline.outcomes().durableId();
  }

  /** Adds an entry; the sync policy says when it is committed. */
  <A> A append(ByteBuffer payload, AckMaker<A> maker) throws DurabilityException {
    lock.lock();
    try {
      // Not one call with one or the other: then every payload would cost its buffer in the heap.
      return isReadAtOnce(payload) ? add(payload, maker) : add(Bytes.copy(payload), maker);
    } finally {
      lock.unlock();
      pipeline.outcomes().releaseStranded();
    }
  }

  private <A> A add(ByteBuffer payload, AckMaker<A> maker) throws DurabilityException {
    CommitBatch batch = roomFor(Frames.framedBytes(payload.remaining()));
    // Nothing may be thrown once the entry is in the batch.
    A ack = maker.make(batch.lastId() + 1, batch);
    pipeline.put(FrameKind.ENTRY, Frames.LAST, payload);
    pipeline.appended();
    return ack;
  }

  /** Adds an entry and waits until it is durable. */
  long appendDurable(ByteBuffer payload) throws DurabilityException {
    CommitBatch batch;
    long id;
    lock.lock();
    try {
      batch = isReadAtOnce(payload) ? add(payload) : add(Bytes.copy(payload));
      id = batch.lastId();
    } finally {
      lock.unlock();
    }
    batch.await();
    return id;
  }

  private CommitBatch add(ByteBuffer payload) throws DurabilityException {
    CommitBatch batch = roomFor(Frames.framedBytes(payload.remaining()));
    pipeline.put(FrameKind.ENTRY, Frames.LAST, payload);
    batch.countAppend();
    return batch;
  }

  /**
   * Adds entries that are recovered together or not at all.
   *
   * @param payloads of which none shares its bytes with anything that is used again before the
   *     return
   */
  <A> A appendAll(List<ByteBuffer> payloads, long framedBytes, AckMaker<A> maker)
      throws DurabilityException {
    lock.lock();
    try {
      CommitBatch batch = roomFor(framedBytes);
      A ack = maker.make(batch.lastId() + payloads.size(), batch);
      putAll(batch, payloads);
      pipeline.appended();
      return ack;
    } finally {
      lock.unlock();
      pipeline.outcomes().releaseStranded();
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
      id = pipeline.put(FrameKind.MARKER, Frames.LAST, payload);
      batch.rotateWith(checkpoints);
    } finally {
      lock.unlock();
    }
    batch.await();
    pipeline.waits().awaitSettled(batch.rotated());
    SegmentWriter.join(batch.rotated(), location);
    return id;
  }

  /** Waits until everything added before is durable. */
  void sync() throws DurabilityException {
    requireUsable();
    awaitNewest();
  }

  /** Fails as an append would: the log is poisoned, superseded or closed. */
  void requireUsable() throws DurabilityException {
    lock.lock();
    try {
      checkUsable();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Refuses further appends.
   *
   * @return false if that was done before
   */
  boolean refuseAppends() {
    lock.lock();
    try {
      boolean first = !refusing;
      refusing = true;
      pipeline.room().signalAll();
      return first;
    } finally {
      lock.unlock();
    }
  }

  /** Commits what is there, and ends it with a watermark that proves all of it durable. */
  void finish() throws DurabilityException {
    try {
      awaitNewest();
      lock.lock();
      try {
        pipeline.putWatermark(Frames.CLOSED);
      } finally {
        lock.unlock();
      }
      awaitNewest();
    } finally {
      pipeline.stop();
    }
  }

  private void putAll(CommitBatch batch, List<ByteBuffer> payloads) {
    int position = batch.bytes().position();
    long lastId = batch.lastId();
    boolean whole = false;
    try {
      int rest = payloads.size();
      for (ByteBuffer payload : payloads) {
        rest--;
        pipeline.put(FrameKind.ENTRY, rest == 0 ? Frames.LAST : 0, payload);
      }
      whole = true;
    } finally {
      if (!whole) {
        batch.cutTo(lastId, position);
      }
    }
  }

  /**
   * Tells whether there is room for a payload. If not, this thread may come to commit first, and
   * what it then calls back may append as well, by a codec that uses its buffer again.
   */
  private boolean isReadAtOnce(ByteBuffer payload) {
    return pipeline.hasRoomFor(Frames.framedBytes(payload.remaining()));
  }

  /** Waits for room in the batch that fills, commits it if need be, and makes it large enough. */
  private CommitBatch roomFor(long framed) throws DurabilityException {
    checkUsable();
    while (!pipeline.hasRoomFor(framed)) {
      CommitPipeline.Taken full = pipeline.takeFull();
      if (full == null) {
        pipeline.room().await();
      } else {
        lock.unlock();
        try {
          pipeline.lead(full);
        } finally {
          lock.lock();
        }
      }
      checkUsable();
    }
    CommitBatch batch = pipeline.filling();
    batch.ensureRoom(Math.toIntExact(framed), alignment);
    return batch;
  }

  /** Fails if the log is closed, whether or not it is poisoned. */
  void requireOpen() {
    lock.lock();
    try {
      checkOpen();
    } finally {
      lock.unlock();
    }
  }

  private void checkUsable() throws DurabilityException {
    pipeline.checkHealthy();
    checkOpen();
  }

  private void checkOpen() {
    if (refusing) {
      throw new IllegalStateException("log is closed [" + location + "]");
    }
  }

  private void awaitNewest() throws DurabilityException {
    CommitBatch batch;
    lock.lock();
    try {
      pipeline.checkHealthy();
      batch = pipeline.newest();
    } finally {
      lock.unlock();
    }
    if (batch != null) {
      batch.await();
    }
  }
}
