package io.durability.benchmarks.peers;

import io.durability.benchmarks.Contender;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.activemq.artemis.api.core.ActiveMQBuffer;
import org.apache.activemq.artemis.core.io.SequentialFileFactory;
import org.apache.activemq.artemis.core.io.aio.AIOSequentialFileFactory;
import org.apache.activemq.artemis.core.io.nio.NIOSequentialFileFactory;
import org.apache.activemq.artemis.core.journal.EncoderPersister;
import org.apache.activemq.artemis.core.journal.EncodingSupport;
import org.apache.activemq.artemis.core.journal.IOCompletion;
import org.apache.activemq.artemis.core.journal.LoaderCallback;
import org.apache.activemq.artemis.core.journal.PreparedTransactionInfo;
import org.apache.activemq.artemis.core.journal.RecordInfo;
import org.apache.activemq.artemis.core.journal.impl.JournalImpl;

/** The journal of ActiveMQ Artemis, which has no checksums. */
final class Artemis implements Contender {

  private static final int FILE_BYTES = 64 << 20;
  private static final int BUFFER_BYTES = 1 << 20;
  private static final int IN_FLIGHT_MAX = 500;

  /**
   * The most that its buffer waits for more, in nanoseconds: little, so that one thread is fast.
   */
  private static final int BUFFER_TIMEOUT = 2_000;

  private final JournalImpl journal;
  private final AtomicLong ids = new AtomicLong();
  private final Path folder;
  private final boolean asynchronous;

  private Artemis(Path folder, boolean asynchronous) throws Exception {
    this.folder = folder;
    this.asynchronous = asynchronous;
    this.journal = journal();
    journal.start();
    Sum sum = new Sum();
    journal.load(sum);
    ids.set(sum.lastId);
  }

  /** With Java's file channels. */
  static Artemis nio(Path folder) throws Exception {
    return new Artemis(folder, false);
  }

  /** With libaio. */
  static Artemis aio(Path folder) throws Exception {
    if (!AIOSequentialFileFactory.isSupported(folder.toFile())) {
      throw new UnsupportedOperationException("no libaio here");
    }
    return new Artemis(folder, true);
  }

  private JournalImpl journal() {
    SequentialFileFactory files =
        asynchronous
            ? new AIOSequentialFileFactory(
                folder.toFile(), BUFFER_BYTES, BUFFER_TIMEOUT, IN_FLIGHT_MAX, false)
            : new NIOSequentialFileFactory(
                folder.toFile(), true, BUFFER_BYTES, BUFFER_TIMEOUT, 1, false);
    return new JournalImpl(FILE_BYTES, 2, 2, 0, 0, files, "journal", "dat", IN_FLIGHT_MAX);
  }

  @Override
  public void append(byte[] payload) throws Exception {
    journal.appendAddRecord(ids.incrementAndGet(), (byte) 1, payload, true);
  }

  @Override
  public CompletableFuture<?> appendAsync(byte[] payload) throws Exception {
    Completion durable = new Completion();
    journal.appendAddRecord(
        ids.incrementAndGet(),
        (byte) 1,
        EncoderPersister.getInstance(),
        new Bytes(payload),
        true,
        durable);
    return durable;
  }

  @Override
  public void appendBuffered(byte[] payload) throws Exception {
    journal.appendAddRecord(ids.incrementAndGet(), (byte) 1, payload, false);
  }

  @Override
  public void sync() throws Exception {
    // One more record, synced, covers those before it.
    append(new byte[1]);
  }

  /** Reads the files as it does when it starts; there is no other way to. */
  @Override
  public long replay() throws Exception {
    JournalImpl reading = journal();
    reading.start();
    try {
      Sum sum = new Sum();
      reading.load(sum);
      return sum.bytes;
    } finally {
      reading.stop();
    }
  }

  @Override
  public void close() {
    journal.stop();
  }

  private static final class Bytes implements EncodingSupport {
    private final byte[] payload;

    Bytes(byte[] payload) {
      this.payload = payload;
    }

    @Override
    public int getEncodeSize() {
      return payload.length;
    }

    @Override
    public void encode(ActiveMQBuffer buffer) {
      buffer.writeBytes(payload);
    }

    @Override
    public void decode(ActiveMQBuffer buffer) {
      throw new UnsupportedOperationException();
    }
  }

  private static final class Completion extends CompletableFuture<Void> implements IOCompletion {
    @Override
    public void done() {
      complete(null);
    }

    @Override
    public void onError(int code, String message) {
      completeExceptionally(new IllegalStateException(message));
    }

    @Override
    public void storeLineUp() {
      // Nothing is counted.
    }
  }

  private static final class Sum implements LoaderCallback {
    private long bytes;
    private long lastId;

    @Override
    public void addRecord(RecordInfo record) {
      bytes += record.data.length;
      lastId = Math.max(lastId, record.id);
    }

    @Override
    public void updateRecord(RecordInfo record) {
      addRecord(record);
    }

    @Override
    public void addPreparedTransaction(PreparedTransactionInfo transaction) {
      throw new IllegalStateException("nobody prepares transactions");
    }

    @Override
    public void deleteRecord(long id) {
      throw new IllegalStateException("nobody deletes records");
    }

    @Override
    public void failedTransaction(
        long transaction, List<RecordInfo> records, List<RecordInfo> recordsToDelete) {
      throw new IllegalStateException("nobody begins transactions");
    }
  }
}
