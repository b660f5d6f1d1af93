package io.durability.examples.demo;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.LongSupplier;

/**
 * The child's end of the pipe: takes signals from any threads, in order, and writes them from one
 * of its own, all that wait in one write. So an ack never waits for the pipe.
 */
final class SignalPipe {

  private final BlockingQueue<Signal> waiting = new LinkedBlockingQueue<>();
  private final OutputStream out;
  private final LongSupplier lastId;

  /** Takes the stream and the source of the last appended id, which goes with every write. */
  SignalPipe(OutputStream out, LongSupplier lastId) {
    this.out = out;
    this.lastId = lastId;
  }

  void send(Signal signal) {
    waiting.add(signal);
  }

  /** Writes for ever; ends when the parent is gone. */
  void run() throws IOException, InterruptedException {
    List<Signal> signals = new ArrayList<>();
    while (true) {
      signals.add(waiting.take());
      waiting.drainTo(signals);
      StringBuilder lines = new StringBuilder();
      for (Signal signal : signals) {
        lines.append(signal.line()).append('\n');
      }
      lines.append(new Signal.Appended(lastId.getAsLong()).line()).append('\n');
      out.write(lines.toString().getBytes(StandardCharsets.US_ASCII));
      out.flush();
      signals.clear();
    }
  }
}
