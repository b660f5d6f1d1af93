package io.durability.benchmarks.peers;

import io.durability.Codecs;
import io.durability.Log;
import io.durability.LogOptions;
import io.durability.LogReader;
import io.durability.SyncPolicy;
import io.durability.benchmarks.Contender;
import io.durability.fs.FsDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/** This library, with the options that everybody gets. */
final class Ours implements Contender {

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
    long bytes = 0;
    try (LogReader<byte[]> reader = log.read(1)) {
      while (reader.next()) {
        bytes += reader.entry().length;
      }
    }
    return bytes;
  }

  @Override
  public void close() throws IOException {
    log.close();
    directory.close();
  }
}
