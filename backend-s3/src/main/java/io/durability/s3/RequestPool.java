package io.durability.s3;

import io.durability.objectstore.ObjectStoreException;
import io.durability.objectstore.ObjectStoreException.Kind;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Turns the calls of a blocking client into futures: a bounded number of daemon threads, which come
 * when there is work and go when there is none. Futures complete in them.
 */
final class RequestPool implements AutoCloseable {

  /** How many requests may wait for a thread; the layer above has far fewer under way. */
  private static final int WAITING_MAX = 16_384;

  private static final long IDLE_SECONDS = 10;

  /** A request, as the client makes it. */
  interface Request<T> {
    T send() throws ObjectStoreException;
  }

  private final ThreadPoolExecutor threads;

  RequestPool(int threadsMax) {
    AtomicInteger made = new AtomicInteger();
    this.threads =
        new ThreadPoolExecutor(
            threadsMax,
            threadsMax,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(WAITING_MAX),
            work -> {
              Thread thread = new Thread(work, "durability-s3-" + made.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
  }

  /** Makes a request in a thread of the pool. */
  <T> CompletableFuture<T> send(Request<T> request) {
    Task<T> task = new Task<>(request);
    try {
      threads.execute(task);
    } catch (RejectedExecutionException e) {
      task.refuse(
          threads.isShutdown()
              ? new ObjectStoreException(Kind.REJECTED, "the client is closed", null)
              : new ObjectStoreException(
                  Kind.THROTTLED, "more than " + WAITING_MAX + " requests wait", null));
    }
    return task.answer;
  }

  /** Lets the requests under way end by themselves; those that wait fail. */
  @Override
  public void close() {
    threads.shutdown();
    Runnable waiting = threads.getQueue().poll();
    while (waiting != null) {
      if (waiting instanceof Task<?> task) {
        task.refuse(new ObjectStoreException(Kind.REJECTED, "the client is closed", null));
      }
      waiting = threads.getQueue().poll();
    }
  }

  private static final class Task<T> implements Runnable {
    private final Request<T> request;
    private final CompletableFuture<T> answer = new CompletableFuture<>();

    Task(Request<T> request) {
      this.request = request;
    }

    void refuse(ObjectStoreException reason) {
      answer.completeExceptionally(reason);
    }

    @Override
    public void run() {
      if (answer.isDone()) {
        // Cancelled before it was sent.
        return;
      }
      try {
        answer.complete(request.send());
      } catch (Throwable e) {
        // The top of the thread: a future that never completes would hang its waiter.
        answer.completeExceptionally(
            e instanceof ObjectStoreException
                ? e
                : new ObjectStoreException(Kind.UNKNOWN, "request broke off: " + e, e));
      }
    }
  }
}
