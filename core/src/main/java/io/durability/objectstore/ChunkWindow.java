package io.durability.objectstore;

import io.durability.errors.DurabilityException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The chunks of one appender that are under way, in order of index: whatever order they land in,
 * durable is only what lies before the first that has not. Guarded by the lock of its {@link
 * ChunkWriter}.
 */
final class ChunkWindow {

  /** A chunk that was sent. */
  static final class Slot {
    private final long end;
    private boolean landed;
    private @Nullable DurabilityException failure;

    private Slot(long end) {
      this.end = end;
    }
  }

  private final int slotsMax;
  private final ArrayDeque<Slot> sent = new ArrayDeque<>();
  private int inFlight;
  private long nextIndex;
  private long durableChunks;
  private long durableBytes;

  ChunkWindow(int slotsMax) {
    this.slotsMax = slotsMax;
  }

  /** Returns the index of the chunk that is sent next. */
  long nextIndex() {
    return nextIndex;
  }

  /** Returns how many chunks are durable, without a gap: a chunk's watermark. */
  long durableChunks() {
    return durableChunks;
  }

  long durableBytes() {
    return durableBytes;
  }

  /**
   * Tells whether another chunk may be sent. Behind the first one none is until that is durable:
   * whoever lost the file to another must not have a chunk in it.
   */
  boolean hasRoom() {
    return inFlight < (durableChunks == 0 ? 1 : slotsMax);
  }

  /** Takes the next index. */
  Slot send(long end) {
    Slot slot = new Slot(end);
    sent.add(slot);
    inFlight++;
    nextIndex++;
    return slot;
  }

  void landed(Slot slot) {
    inFlight--;
    slot.landed = true;
    while (!sent.isEmpty() && sent.peek().landed) {
      durableBytes = sent.remove().end;
      durableChunks++;
    }
  }

  void failed(Slot slot, DurabilityException reason) {
    inFlight--;
    slot.failure = reason;
  }

  /** Returns why nothing more becomes durable, once all before it is. */
  @Nullable DurabilityException failureInOrder() {
    return sent.isEmpty() ? null : sent.peek().failure;
  }
}
