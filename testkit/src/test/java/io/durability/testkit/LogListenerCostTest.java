package io.durability.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.durability.Ack;
import io.durability.Codec;
import io.durability.Log;
import io.durability.LogListener;
import io.durability.LogOptions;
import io.durability.SyncPolicy;
import io.durability.storage.MemoryDirectory;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What listening costs an append: nothing but its share of a batch. */
final class LogListenerCostTest {

  private static final int APPENDS = 20_000;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final Ack[] acks = new Ack[APPENDS];

  private static LogOptions.Builder options() {
    return LogOptions.builder().sync(SyncPolicy.buffered()).idleWatermark(Duration.ZERO);
  }

  /** Passes a buffer on as it is. */
  private static final class Same implements Codec<ByteBuffer> {
    @Override
    public ByteBuffer encode(ByteBuffer entry) {
      return entry;
    }

    @Override
    public ByteBuffer decode(ByteBuffer payload) {
      return payload;
    }
  }

  private double bytesPerAppend(LogOptions options) throws Exception {
    try (Log<ByteBuffer> log = Log.open(new MemoryDirectory(), new Same(), options)) {
      ByteBuffer entry = ByteBuffer.allocate(40);
      long before = THREADS.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < APPENDS; i++) {
        acks[i] = log.append(entry);
      }
      long after = THREADS.getCurrentThreadAllocatedBytes();
      return (double) (after - before) / APPENDS;
    }
  }

  @Test
  void append_withAListener_allocatesNoMoreThanWithout() throws Exception {
    LogListener silent = new LogListener() {};
    // The first round compiles, and loads what is loaded once.
    for (int round = 0; round < 3; round++) {
      bytesPerAppend(options().build());
      bytesPerAppend(options().listener(silent).build());
    }
    double without = bytesPerAppend(options().build());
    double with = bytesPerAppend(options().listener(silent).build());
    assertThat(with).as("bytes an append, without a listener %s", without).isLessThan(without + 1);
  }
}
