package io.durability;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * The lock over a {@link DurableState}'s state: many read, or one changes. A thread that holds it
 * may come to commit entries of others, so what tells them is put off until the thread has let go:
 * their callbacks never run under the lock.
 */
final class StateLock {

  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private final Queue<Runnable> putOff = new ConcurrentLinkedQueue<>();

  /**
   * Refuses what would wait for this very thread.
   *
   * @throws IllegalStateException if this thread holds the lock
   */
  void requireFree(String what) {
    if (isHeld()) {
      throw new IllegalStateException(
          what + " inside a function that reads, checks or changes the state");
    }
  }

  void lockToChange() {
    lock.writeLock().lock();
  }

  void unlockChange() {
    lock.writeLock().unlock();
    tell();
  }

  void lockToRead() {
    lock.readLock().lock();
  }

  void unlockRead() {
    lock.readLock().unlock();
    tell();
  }

  /** Runs something that may call back, now or when this thread has let go of the lock. */
  void outside(Runnable callback) {
    if (isHeld()) {
      putOff.add(callback);
    } else {
      callback.run();
    }
  }

  private void tell() {
    if (isHeld()) {
      return;
    }
    for (Runnable callback = putOff.poll(); callback != null; callback = putOff.poll()) {
      callback.run();
    }
  }

  private boolean isHeld() {
    return lock.isWriteLockedByCurrentThread() || lock.getReadHoldCount() > 0;
  }
}
