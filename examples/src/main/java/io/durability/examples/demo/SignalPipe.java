package io.durability.examples.demo;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongSupplier;

/**
 * The child's end of the pipe: takes signals from any threads, in order, and writes them from one
 * of its own, all that wait in one write. Who sends waits only if many signals do: what the parent
 * has not heard of when it kills is not checked, so it must not be much.
 */
final class SignalPipe {

  private static final int WAITING_MAX = 32;

  /** A signal, and whether the parent can read it. */
  private record Waiting(Signal signal, CountDownLatch written) {}

  private final BlockingQueue<Waiting> queue = new ArrayBlockingQueue<>(WAITING_MAX);
  private final OutputStream out;
  private final LongSupplier lastId;

  /** Takes the stream and the source of the last appended id, which goes with every write. */
  SignalPipe(OutputStream out, LongSupplier lastId) {
    this.out = out;
    this.lastId = lastId;
  }

  /** Sends a signal some time soon. */
  void send(Signal signal) throws InterruptedException {
    queue.put(new Waiting(signal, new CountDownLatch(1)));
  }

  /** Sends a signal; on return the parent can read it, whatever happens to us. */
  void deliver(Signal signal) throws InterruptedException {
    Waiting waiting = new Waiting(signal, new CountDownLatch(1));
    queue.put(waiting);
    waiting.written().await();
  }

  /** Writes for ever; ends when the parent is gone. */
  void run() throws IOException, InterruptedException {
    List<Waiting> taken = new ArrayList<>();
    while (true) {
      taken.add(queue.take());
      queue.drainTo(taken);
      StringBuilder lines = new StringBuilder();
      for (Waiting waiting : taken) {
        lines.append(waiting.signal().line()).append('\n');
      }
      lines.append(new Signal.Appended(lastId.getAsLong()).line()).append('\n');
      out.write(lines.toString().getBytes(StandardCharsets.US_ASCII));
      out.flush();
      for (Waiting waiting : taken) {
        waiting.written().countDown();
      }
      taken.clear();
    }
  }
}
