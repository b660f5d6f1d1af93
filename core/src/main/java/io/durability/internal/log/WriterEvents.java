package io.durability.internal.log;

import io.durability.errors.DurabilityException;
import io.durability.storage.DirectoryListener;
import org.jspecify.annotations.Nullable;

/**
 * Takes note of what a writer does. It is called by the thread that did it, and returns at once
 * without throwing: whoever wants to be told is told by another thread. Times are in nanoseconds of
 * the settings' clock.
 */
public interface WriterEvents extends DirectoryListener {

  /** A batch is durable. */
  void committed(long firstId, long lastId, int appends, int bytes, long ackNanos, long syncNanos);

  /** A new segment was begun behind an ended one. */
  void rotated(long segment, long firstId, long nanos);

  /** A checkpoint was published. */
  void published(String checkpoint, long lastId, long markerId, long bytes, long nanos);

  /** Segments were deleted, or should have been. */
  void truncated(int segments, long bytes, @Nullable DurabilityException failure, long nanos);

  /** A state was recovered. */
  void recovered(Restore.Summary summary, long entriesApplied, long nanos);

  /** A log was claimed. */
  void claimed(long segment, long lastId, long tornBytes, long nanos);

  /** The writer works no more: superseded or poisoned. */
  void failed(DurabilityException failure);
}
