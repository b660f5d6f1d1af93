package io.durability.fs;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Forces a file. Where much was written since the last force, the disk begins with it before it is
 * asked to, in a thread beside the writer, so that the force at the end finds little left to do.
 * What is written early counts for nothing until {@link #force} has returned.
 *
 * <p>Threads: one at a time.
 */
final class WriteBack {

  /** From how much on it begins: what a disk writes in some tens of milliseconds. */
  static final int BEGIN_BYTES = 8 * 1024 * 1024;

  private static final int THREADS_MAX = 4;

  /** For all files of the process. A file that finds no thread free goes without. */
  private static final ThreadPoolExecutor THREADS =
      new ThreadPoolExecutor(
          0, THREADS_MAX, 1, TimeUnit.SECONDS, new SynchronousQueue<>(), WriteBack::thread);

  private final FileHandle handle;
  private CompletableFuture<Void> early = CompletableFuture.completedFuture(null);
  private long begunAt;

  WriteBack(FileHandle handle) {
    this.handle = handle;
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "durability-write-back");
    thread.setDaemon(true);
    return thread;
  }

  /** Takes note of how long the file is now. */
  void written(long length) {
    if (length - begunAt < BEGIN_BYTES || !early.isDone() || early.isCompletedExceptionally()) {
      return;
    }
    begunAt = length;
    try {
      early = CompletableFuture.runAsync(this::forceEarly, THREADS);
    } catch (RejectedExecutionException | OutOfMemoryError e) {
      // No thread to be had: the next force has more to do, and that is all.
    }
  }

  private void forceEarly() {
    try {
      handle.force(false);
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }

  /**
   * Makes durable what was written.
   *
   * @param length how long the file is
   * @throws IOException also if forcing early has failed: after that a force may confirm what was
   *     never written
   */
  void force(boolean metadata, long length) throws IOException {
    try {
      early.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw new IOException("written back early, and refused: " + failure.getMessage(), failure);
      }
      throw e;
    }
    handle.force(metadata);
    begunAt = length;
  }
}
