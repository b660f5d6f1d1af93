package io.durability.benchmarks.peers;

import io.durability.benchmarks.Contender;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.apache.activemq.store.kahadb.disk.journal.Journal;
import org.apache.activemq.store.kahadb.disk.journal.Location;
import org.apache.activemq.util.ByteSequence;

/** The journal of ActiveMQ's KahaDB, with checksums and with its files filled with zeros ahead. */
final class KahaDb implements Contender {

  private static final int FILE_BYTES = 64 << 20;

  private final Journal journal = new Journal();

  private KahaDb(Path folder) throws IOException {
    journal.setDirectory(folder.toFile());
    journal.setMaxFileLength(FILE_BYTES);
    journal.setChecksum(true);
    journal.setCheckForCorruptionOnStartup(true);
    journal.setPreallocationScope(Journal.PreallocationScope.ENTIRE_JOURNAL_ASYNC);
    journal.setPreallocationStrategy(Journal.PreallocationStrategy.ZEROS);
    journal.start();
  }

  static KahaDb open(Path folder) throws IOException {
    return new KahaDb(folder);
  }

  @Override
  public void append(byte[] payload) throws IOException {
    journal.write(new ByteSequence(payload), true);
  }

  @Override
  public CompletableFuture<?> appendAsync(byte[] payload) throws IOException {
    CompletableFuture<Void> durable = new CompletableFuture<>();
    journal.write(new ByteSequence(payload), () -> durable.complete(null));
    return durable;
  }

  @Override
  public void appendBuffered(byte[] payload) throws IOException {
    journal.write(new ByteSequence(payload), false);
  }

  @Override
  public void sync() throws IOException {
    // It has no sync of its own: one more entry, synced, covers those before it.
    journal.write(new ByteSequence(new byte[1]), true);
  }

  @Override
  public long replay() throws IOException {
    long bytes = 0;
    for (Location at = journal.getNextLocation(null);
        at != null;
        at = journal.getNextLocation(at)) {
      bytes += journal.read(at).getLength();
    }
    return bytes;
  }

  @Override
  public void close() throws IOException {
    journal.close();
  }
}
