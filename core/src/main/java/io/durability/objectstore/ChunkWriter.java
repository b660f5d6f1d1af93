package io.durability.objectstore;

import io.durability.errors.ConditionNotMetException;
import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.errors.SupersededException;
import io.durability.internal.format.ChunkHeader;
import io.durability.internal.format.Fence;
import io.durability.storage.Appender;
import io.durability.storage.FileName;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Writes an append file as chunks, each put if its key is absent, several under way at a time. No
 * other request is sent but where an answer leaves doubt.
 *
 * <p>A sync closes the chunk that fills, if one more may be under way; else what follows is added
 * to it until one may. Guarded by {@link #lock}; nothing is sent or completed under it.
 */
final class ChunkWriter implements Appender {

  private final AppendContext context;
  private final FileName name;
  private final Location location;
  private final NameClaim claim;
  private final ReentrantLock lock = new ReentrantLock();
  private final Syncs syncs = new Syncs();
  private final ChunkWindow window;

  /** Chunks that are full and wait for their turn. */
  private final ArrayDeque<ByteBuffer> full = new ArrayDeque<>();

  private ChunkBuffer filling;
  private long length;
  private long sentBytes;
  private boolean wanted;
  private boolean sealed;
  private boolean closed;
  private @Nullable UUID writerId;
  private @Nullable DurabilityException failure;

  /** Completes when another chunk may be sent, or none ever; new each time. */
  private CompletableFuture<Void> turn = new CompletableFuture<>();

  ChunkWriter(AppendContext context, FileName name, Location location, NameClaim claim) {
    this.context = context;
    this.name = name;
    this.location = location;
    this.claim = claim;
    this.window = new ChunkWindow(context.putsInFlight());
    this.filling = new ChunkBuffer(context.chunkBytesMax());
  }

  @Override
  public void write(ByteBuffer bytes) throws DurabilityException {
    Objects.requireNonNull(bytes, "bytes");
    lock.lock();
    try {
      checkUsable();
      do {
        int before = bytes.remaining();
        filling.take(bytes);
        length += before - bytes.remaining();
        if (filling.isFull()) {
          full.add(filling.close());
          filling = new ChunkBuffer(context.chunkBytesMax());
          awaitTurns();
        }
      } while (bytes.hasRemaining());
    } finally {
      lock.unlock();
    }
  }

  /** Sends full chunks, and waits until the last of them is under way: memory is bounded. */
  private void awaitTurns() throws DurabilityException {
    while (true) {
      CompletableFuture<Void> next = turn;
      lock.unlock();
      try {
        send();
        syncs.complete();
      } finally {
        lock.lock();
      }
      checkUsable();
      if (full.isEmpty()) {
        return;
      }
      lock.unlock();
      try {
        context.clockwork().await(next);
      } finally {
        lock.lock();
      }
    }
  }

  @Override
  public CompletableFuture<Long> sync() {
    CompletableFuture<Long> sync;
    lock.lock();
    try {
      checkUsable();
      sync = syncs.add(length);
      wanted |= !filling.isEmpty() || (window.nextIndex() == 0 && full.isEmpty());
      if (window.durableChunks() > 0) {
        syncs.durable(window.durableBytes());
      }
    } catch (DurabilityException | IllegalStateException e) {
      return CompletableFuture.failedFuture(e);
    } finally {
      lock.unlock();
    }
    send();
    syncs.complete();
    return sync;
  }

  @Override
  public long length() {
    return length;
  }

  /** Ends the appender from within its directory, because its file is sealed or gone. */
  void supersede() {
    lock.lock();
    try {
      sealed = true;
    } finally {
      lock.unlock();
    }
  }

  /** Ends the appender because its directory is closed. */
  void abandon() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    abandon();
    context.clockwork().await(syncs.last());
    context.closed(name, this);
  }

  private void checkUsable() throws DurabilityException {
    if (closed) {
      throw new IllegalStateException("appender is closed [" + location + "]");
    }
    if (failure != null) {
      throw Answers.later(failure, location);
    }
    if (sealed) {
      throw new SupersededException("file was sealed or deleted", location);
    }
  }

  /** Sends what may be sent. */
  private void send() {
    while (true) {
      ByteBuffer chunk;
      ChunkWindow.Slot slot;
      long index;
      UUID operation = context.calls().newId();
      lock.lock();
      try {
        chunk = next();
        if (chunk == null) {
          return;
        }
        if (writerId == null) {
          // Not before it is needed: a process that was cloned before its first write is another.
          writerId = context.calls().newId();
        }
        index = window.nextIndex();
        new ChunkHeader(writerId, operation, index, sentBytes, window.durableChunks()).stamp(chunk);
        sentBytes += chunk.limit() - ChunkHeader.BYTES;
        slot = window.send(sentBytes);
      } finally {
        lock.unlock();
      }
      Calls.whenDone(
          put(index, operation, chunk), (outcome, thrown) -> settle(slot, index, outcome, thrown));
    }
  }

  /** Returns the next chunk to send, or null if there is none, or no room; the lock is held. */
  private @Nullable ByteBuffer next() {
    if (failure != null || !window.hasRoom()) {
      return null;
    }
    if (!full.isEmpty()) {
      return full.remove();
    }
    if (wanted) {
      wanted = false;
      ByteBuffer chunk = filling.close();
      filling = new ChunkBuffer(context.chunkBytesMax());
      return chunk;
    }
    return null;
  }

  private CompletableFuture<PutOutcome> put(long index, UUID operation, ByteBuffer chunk) {
    Calls calls = context.calls();
    SinglePut target = new SinglePut(calls, Keys.chunk(name, index), operation, chunk);
    ConditionalPut put =
        new ConditionalPut(calls, target, new PutCondition.Absent(), context.hedge());
    return index == 0 ? claim.first(put) : put.send();
  }

  private void settle(
      ChunkWindow.Slot slot, long index, @Nullable PutOutcome outcome, @Nullable Throwable thrown) {
    CompletableFuture<Void> next;
    boolean created = false;
    lock.lock();
    try {
      if (thrown == null && outcome != null && outcome.won()) {
        created = window.durableChunks() == 0;
        window.landed(slot);
        syncs.durable(window.durableBytes());
      } else {
        DurabilityException reason =
            thrown == null && outcome != null
                ? lost(index, outcome)
                : Answers.told(Calls.unwrap(Objects.requireNonNull(thrown)), location);
        window.failed(slot, reason);
        if (failure == null) {
          failure = reason;
        }
      }
      DurabilityException inOrder = window.failureInOrder();
      if (inOrder != null) {
        syncs.fail(inOrder);
      }
      next = turn;
      turn = new CompletableFuture<>();
    } finally {
      lock.unlock();
    }
    if (created) {
      context.created(name);
    }
    send();
    syncs.complete();
    next.complete(null);
  }

  private DurabilityException lost(long index, PutOutcome outcome) {
    long size = outcome.object().map(ObjectInfo::size).orElse(0L);
    if (size <= Fence.BYTES) {
      return new SupersededException("file was sealed, chunk=" + index, location);
    }
    if (index == 0) {
      return new ConditionNotMetException(
          "file exists, expected=absent", location, AppendContext.VERSION.value());
    }
    return new SupersededException("another writer has written chunk " + index, location);
  }
}
