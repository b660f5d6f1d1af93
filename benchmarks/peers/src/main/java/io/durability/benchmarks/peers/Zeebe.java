package io.durability.benchmarks.peers;

import io.camunda.zeebe.journal.JournalMetaStore;
import io.camunda.zeebe.journal.JournalReader;
import io.camunda.zeebe.journal.file.SegmentedJournal;
import io.camunda.zeebe.util.buffer.DirectBufferWriter;
import io.durability.benchmarks.Contender;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;

/** Zeebe's journal: one writer, files mapped into memory, a flush for each durable append. */
final class Zeebe implements Contender {

  private static final int SEGMENT_BYTES = 64 << 20;

  private final SegmentedJournal journal;
  private final DirectBufferWriter entry = new DirectBufferWriter();
  private long next;

  private Zeebe(Path folder) {
    journal =
        SegmentedJournal.builder()
            .withName("journal")
            .withDirectory(folder.toFile())
            .withMaxSegmentSize(SEGMENT_BYTES)
            .withPreallocateSegmentFiles(true)
            .withMetaStore(new InHeap())
            .build();
    next = journal.getLastIndex() + 1;
  }

  static Zeebe open(Path folder) {
    return new Zeebe(folder);
  }

  @Override
  public void append(byte[] payload) {
    appendBuffered(payload);
    journal.flush();
  }

  @Override
  public void appendBuffered(byte[] payload) {
    journal.append(next++, entry.wrap(new UnsafeBuffer(payload)));
  }

  @Override
  public void sync() {
    journal.flush();
  }

  @Override
  public long replay() {
    long bytes = 0;
    try (JournalReader reader = journal.openReader()) {
      while (reader.hasNext()) {
        bytes += reader.next().data().capacity();
      }
    }
    return bytes;
  }

  @Override
  public void close() {
    journal.close();
  }

  /** What the last flush reached, for as long as the process lives: that costs it nothing. */
  private static final class InHeap implements JournalMetaStore {
    private long flushed = -1;

    @Override
    public void storeLastFlushedIndex(long index) {
      flushed = index;
    }

    @Override
    public long loadLastFlushedIndex() {
      return flushed;
    }

    @Override
    public void resetLastFlushedIndex() {
      flushed = -1;
    }

    @Override
    public boolean hasLastFlushedIndex() {
      return flushed >= 0;
    }
  }
}
