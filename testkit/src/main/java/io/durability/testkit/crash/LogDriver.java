package io.durability.testkit.crash;

import io.durability.Ack;
import io.durability.Log;
import io.durability.LogOptions;
import io.durability.Publisher;
import io.durability.Recovered;
import io.durability.errors.DurabilityException;
import io.durability.errors.SupersededException;
import io.durability.storage.Directory;
import io.durability.storage.FileName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A process that uses a log, and keeps the scene's oracle up to date: what was appended is
 * attempted before the call, and promised after its acknowledgement.
 */
final class LogDriver {

  private final Scene scene;
  private final String folder;
  private final long segmentBytes;
  private final int checkpointsKept;
  private final List<Log<byte[]>> over = new ArrayList<>();
  private LogHistory history = new LogHistory();
  private long promised;
  private int attempt;
  private @Nullable Directory directory;
  private @Nullable Log<byte[]> log;

  LogDriver(Scene scene, String folder, long segmentBytes, int checkpointsKept) {
    this.scene = scene;
    this.folder = folder;
    this.segmentBytes = segmentBytes;
    this.checkpointsKept = checkpointsKept;
    scene.afterwards(this::dispose);
    scene.expect(oracle());
  }

  static Oracle nothing(String folder) {
    return new LogOracle(folder, new LogHistory(), 0, 0, 0);
  }

  private LogOracle oracle() {
    return new LogOracle(folder, history, promised, history.lastId(), 0);
  }

  private LogOptions options() {
    return LogOracle.options(scene, segmentBytes, checkpointsKept);
  }

  Directory view() throws DurabilityException {
    Directory open = directory;
    if (open == null) {
      open = oracle().in(scene.start());
      directory = open;
    }
    return open;
  }

  Log<byte[]> log() {
    Log<byte[]> open = log;
    if (open == null) {
      throw new IllegalStateException("the log was not opened");
    }
    return open;
  }

  /** Recovers and claims. */
  void open() throws IOException {
    Recovered<LogState, byte[]> recovered = recover();
    log = recovered.claim(options());
    claimed(recovered.lastId());
  }

  /** Recovers, and claims with the first append. */
  void openLazily() throws IOException {
    Recovered<LogState, byte[]> recovered = recover();
    log = recovered.claimLazily(options());
    history = history.upTo(recovered.lastId());
  }

  private Recovered<LogState, byte[]> recover() throws IOException {
    Recovered<LogState, byte[]> recovered = LogState.recovery(view()).latest();
    long id = recovered.lastId();
    if (id < promised || id > history.lastId() || !recovered.state().equals(history.state(id))) {
      throw new AssertionError("reopened with " + recovered.state() + ", promised " + promised);
    }
    return recovered;
  }

  private void claimed(long lastId) {
    history = history.upTo(lastId);
    promise();
  }

  private void promise() {
    promised = history.lastId();
    scene.expect(oracle());
  }

  private byte[] attempt(int size, boolean batchGoesOn) {
    byte[] payload = LogHistory.payload(history.lastId() + 1, attempt, size);
    history.addEntry(payload, batchGoesOn);
    return payload;
  }

  void append(int size) throws IOException {
    byte[] payload = attempt(size, false);
    scene.expect(oracle());
    long id = log().appendDurable(payload);
    requireLast(id);
    promise();
  }

  /**
   * Appends without waiting: the bytes are in the process, and durable with whatever comes next.
   */
  void appendUnsynced(int size) throws IOException {
    byte[] payload = attempt(size, false);
    scene.expect(oracle());
    requireLast(log().append(payload).id());
  }

  void batch(int... sizes) throws IOException {
    List<byte[]> payloads = new ArrayList<>();
    for (int i = 0; i < sizes.length; i++) {
      payloads.add(attempt(sizes[i], i + 1 < sizes.length));
    }
    scene.expect(oracle());
    Ack ack = log().appendAll(payloads);
    requireLast(ack.id());
    ack.await();
    promise();
  }

  void group(int... sizes) throws IOException {
    for (int size : sizes) {
      appendUnsynced(size);
    }
    log().sync();
    promise();
  }

  void publish() throws IOException {
    publish(null);
  }

  void publish(@Nullable FileName name) throws IOException {
    long lastId = log().durableId();
    LogState state = history.state(lastId);
    history.addMarker();
    scene.expect(oracle());
    Publisher<LogState> publisher = Publisher.of(LogState.CODEC);
    var result =
        name == null
            ? publisher.publish(log(), state, lastId)
            : publisher.publish(log(), state, lastId, name);
    requireLast(result.markerId());
    if (result.deletionFailure().isPresent()) {
      throw new AssertionError("deletion failed", result.deletionFailure().get());
    }
    promise();
  }

  void truncate() throws IOException {
    if (log().truncate().deletionFailure().isPresent()) {
      throw new AssertionError("deletion failed");
    }
  }

  /** Closes the log and the directory, and opens both again. */
  void reopen() throws IOException {
    close();
    open();
  }

  void close() throws IOException {
    Log<byte[]> closing = log();
    closing.close();
    promise();
    log = null;
    scene.stop();
    directory = null;
  }

  /**
   * Kills the process, so that what it held is lost and what it wrote is not, and starts another.
   */
  void killAndOpen() throws IOException {
    kill();
    open();
  }

  void kill() {
    scene.kill();
    directory = null;
    Log<byte[]> killed = log;
    if (killed != null) {
      over.add(killed);
    }
    log = null;
    attempt++;
  }

  /** Another log of the same process takes over; the earlier one may acknowledge nothing more. */
  void takeOver() throws IOException {
    Log<byte[]> earlier = log();
    over.add(earlier);
    open();
    try {
      earlier.appendDurable(new byte[] {1});
    } catch (SupersededException e) {
      return;
    }
    throw new AssertionError("a superseded writer acknowledged an entry");
  }

  /** Gives back the threads of logs that are over; nothing they do counts. */
  private void dispose() {
    if (log != null) {
      over.add(log());
    }
    for (Log<byte[]> ended : over) {
      try {
        ended.close();
      } catch (DurabilityException e) {
        // The process it was in is dead.
        assert e.getMessage() != null;
      }
    }
  }

  private void requireLast(long id) {
    if (id != history.lastId()) {
      throw new AssertionError("appended as " + id + ", not as " + history.lastId());
    }
  }
}
