package io.durability.benchmarks;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Group commit with two buffers: frames are put in order into one while the batch in the other is
 * being forced. {@code lock} guards the filling buffer, its commit and {@code busy}; the file
 * belongs to whoever set {@code busy} or was given the turn.
 */
final class CommitPipeline implements DurableLog, AutoCloseable {
  private final ReentrantLock lock = new ReentrantLock();
  private final SegmentFile file;
  private final Leadership leadership;
  private final FrameCheck check;
  private final int padding;
  private final @Nullable Thread owner;

  private FrameBuffer filling;
  private FrameBuffer spare;
  private Commit commit = new Commit();
  private boolean busy;
  private int lastCount;
  private long lastId;

  private volatile boolean ownersTurn;
  private volatile boolean closed;
  private volatile long syncs;

  CommitPipeline(
      SegmentFile file,
      Leadership leadership,
      FrameCheck check,
      int padding,
      int inFlightMax,
      int payloadBytesMax) {
    this.file = file;
    this.leadership = leadership;
    this.check = check;
    this.padding = padding;
    this.filling = new FrameBuffer(check, inFlightMax, payloadBytesMax);
    this.spare = new FrameBuffer(check, inFlightMax, payloadBytesMax);
    this.owner = leadership.hasOwner() ? new Thread(this::own, "io-owner") : null;
    if (owner != null) {
      owner.setDaemon(true);
      owner.start();
    }
  }

  @Override
  public void append(byte[] payload) {
    int payloadCrc = check.callerPart(payload);
    Thread self = Thread.currentThread();
    Commit mine;
    boolean starts;
    boolean leads;
    lock.lock();
    try {
      mine = commit;
      mine.waiters.add(self);
      starts = add(payload, payloadCrc);
      leads = starts && leadership.callerLeads(lastCount);
    } finally {
      lock.unlock();
    }
    if (leads) {
      commitOne(false);
    } else {
      if (starts) {
        giveTurnToOwner();
      }
      await(mine, self);
    }
    mine.check();
  }

  private void await(Commit mine, Thread self) {
    while (!mine.done) {
      if (mine.leader == self) {
        commitOne(false);
        return;
      }
      LockSupport.park(this);
    }
    if (leadership.relays && mine.waiters.get(0) == self) {
      mine.wakeOthers();
    }
  }

  /** Needs a design with an owner thread. */
  @Override
  public CompletableFuture<Void> appendAsync(byte[] payload) {
    int payloadCrc = check.callerPart(payload);
    CompletableFuture<Void> future = new CompletableFuture<>();
    boolean starts;
    lock.lock();
    try {
      commit.futures.add(future);
      starts = add(payload, payloadCrc);
    } finally {
      lock.unlock();
    }
    if (starts) {
      giveTurnToOwner();
    }
    return future;
  }

  /** Puts the frame; true if nothing was under way, so that the caller has to see to a leader. */
  private boolean add(byte[] payload, int payloadCrc) {
    filling.add(++lastId, payload, payloadCrc);
    boolean starts = !busy;
    busy = true;
    return starts;
  }

  private void giveTurnToOwner() {
    ownersTurn = true;
    LockSupport.unpark(owner);
  }

  private void own() {
    while (!closed) {
      if (ownersTurn) {
        ownersTurn = false;
        while (commitOne(true)) {
          // What arrived while the last batch was being forced is the next one.
        }
      } else {
        LockSupport.park(this);
      }
    }
  }

  /** Commits the batch that was filling; true if the owner, who calls, has another one to do. */
  private boolean commitOne(boolean byOwner) {
    FrameBuffer frames;
    Commit current;
    lock.lock();
    try {
      frames = filling;
      current = commit;
      filling = spare;
      commit = new Commit();
      lastCount = frames.count();
    } finally {
      lock.unlock();
    }
    write(frames, current);
    boolean more;
    Thread next = null;
    lock.lock();
    try {
      spare = frames;
      more = filling.count() > 0;
      busy = more;
      if (more && !leadership.hasOwner()) {
        next = commit.waiters.get(0);
        commit.leader = next;
      }
    } finally {
      lock.unlock();
    }
    // The next leader first: the disk is idle until it runs, and waking the others takes a while.
    if (next != null) {
      LockSupport.unpark(next);
    } else if (more && !byOwner) {
      giveTurnToOwner();
    }
    current.finish(byOwner && leadership.relays);
    return more && byOwner;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // only the thread whose turn it is writes
  private void write(FrameBuffer frames, Commit current) {
    try {
      file.append(frames.close(file.position(), padding));
      syncs++;
    } catch (IOException | RuntimeException e) {
      current.failure = e;
    }
    frames.clear();
  }

  @Override
  public long syncs() {
    return syncs;
  }

  /** Ends the owner thread; nothing may be under way. */
  @Override
  public void close() {
    closed = true;
    if (owner != null) {
      LockSupport.unpark(owner);
      boolean interrupted = false;
      while (owner.isAlive()) {
        try {
          owner.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
