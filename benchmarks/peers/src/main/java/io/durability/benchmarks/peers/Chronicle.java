package io.durability.benchmarks.peers;

import io.durability.benchmarks.Contender;
import java.io.IOException;
import java.nio.file.Path;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.bytes.SyncMode;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;

/** Chronicle Queue, which has no checksums; its sync reaches the disk in this mode only. */
final class Chronicle implements Contender {

  private static final long BLOCK_BYTES = 64 << 20;

  private final ChronicleQueue queue;
  private final ExcerptAppender appender;

  private Chronicle(Path folder) {
    queue =
        SingleChronicleQueueBuilder.binary(folder)
            .blockSize(BLOCK_BYTES)
            .syncMode(SyncMode.SYNC)
            .build();
    appender = queue.createAppender();
  }

  static Chronicle open(Path folder) {
    return new Chronicle(folder);
  }

  @Override
  public void append(byte[] payload) {
    appendBuffered(payload);
    sync();
  }

  @Override
  public void appendBuffered(byte[] payload) {
    appender.writeBytes(out -> out.write(payload));
  }

  @Override
  public void sync() {
    appender.sync();
  }

  @Override
  public long replay() throws IOException {
    long bytes = 0;
    Bytes<?> entry = Bytes.elasticByteBuffer();
    try (ExcerptTailer tailer = queue.createTailer()) {
      while (tailer.readBytes(entry)) {
        bytes += entry.readRemaining();
        entry.clear();
      }
    } finally {
      entry.releaseLast();
    }
    return bytes;
  }

  @Override
  public void close() {
    appender.close();
    queue.close();
  }
}
