package io.durability.benchmarks.peers;

import io.durability.Codecs;
import io.durability.Log;
import io.durability.LogOptions;
import io.durability.Publisher;
import io.durability.StateCodec;
import io.durability.SyncPolicy;
import io.durability.benchmarks.Contender;
import io.durability.benchmarks.Lengths;
import io.durability.fs.FsDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/** This library, with the options that everybody gets. */
final class Ours implements Contender {

  /** As many as there are files kept for the next segments. */
  private static final int WORN_SEGMENTS = 4;

  private static final long WORN_BYTES = WORN_SEGMENTS * (64L << 20);

  private static final int WORN_ENTRY_BYTES = 1 << 20;
  private static final Publisher<String> PUBLISHER = Publisher.of(StateCodec.of(Codecs.utf8()));

  private final FsDirectory directory;
  private final Log<byte[]> log;

  private Ours(FsDirectory directory, LogOptions options) throws IOException {
    this.directory = directory;
    this.log = Log.open(directory, Codecs.bytes(), options);
  }

  static Ours durable(Path folder) throws IOException {
    return new Ours(FsDirectory.open(folder), LogOptions.defaults());
  }

  static Ours buffered(Path folder) throws IOException {
    return new Ours(
        FsDirectory.open(folder), LogOptions.builder().sync(SyncPolicy.buffered()).build());
  }

  /** Fills segments and publishes until they are deleted, then goes on in one of their files. */
  @Override
  public void wearIn() throws IOException {
    byte[] entry = new byte[WORN_ENTRY_BYTES];
    for (long done = 0; done < WORN_BYTES; done += entry.length) {
      log.append(entry);
    }
    int deleted = 0;
    while (deleted < WORN_SEGMENTS) {
      deleted += publish();
    }
    publish();
  }

  private int publish() throws IOException {
    long id = log.append(new byte[1]).id();
    log.sync();
    return PUBLISHER.publish(log, "", id).segmentsDeleted();
  }

  @Override
  public void append(byte[] payload) throws IOException {
    log.appendDurable(payload);
  }

  @Override
  public CompletableFuture<?> appendAsync(byte[] payload) throws IOException {
    return log.append(payload).durable();
  }

  @Override
  public void appendBuffered(byte[] payload) throws IOException {
    log.append(payload);
  }

  @Override
  public void sync() throws IOException {
    log.sync();
  }

  @Override
  public long replay() throws IOException {
    return Lengths.sum(directory);
  }

  @Override
  public void close() throws IOException {
    log.close();
    directory.close();
  }
}
