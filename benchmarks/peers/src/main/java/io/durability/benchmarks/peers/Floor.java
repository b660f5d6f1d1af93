package io.durability.benchmarks.peers;

import io.durability.benchmarks.FloorLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/** The floor, as a contender. */
final class Floor implements Contender {

  private final FloorLog log;

  private Floor(FloorLog log) {
    this.log = log;
  }

  static Floor open(Path folder, int payloadBytes, long bufferedBytes) throws IOException {
    return new Floor(FloorLog.create(folder, payloadBytes, bufferedBytes));
  }

  FloorLog log() {
    return log;
  }

  @Override
  public void append(byte[] payload) {
    log.append(payload);
  }

  @Override
  public CompletableFuture<?> appendAsync(byte[] payload) {
    return log.appendAsync(payload);
  }

  @Override
  public long syncs() {
    return log.syncs();
  }

  @Override
  public void appendBuffered(byte[] payload) throws IOException {
    log.appendBuffered(payload);
  }

  @Override
  public void sync() throws IOException {
    log.sync();
  }

  @Override
  public long replay() throws IOException {
    return log.replay();
  }

  @Override
  public void close() throws IOException {
    log.close();
  }
}
