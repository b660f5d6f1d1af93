package io.durability.testkit.crash;

import io.durability.Codecs;
import io.durability.Log;
import io.durability.LogOptions;
import io.durability.Recovered;
import io.durability.SyncPolicy;
import io.durability.storage.Directory;
import io.durability.storage.PrefixDirectory;
import java.io.IOException;
import java.time.Duration;

/**
 * What recovery of a log may find: everything up to some id that is at least the last one promised
 * and at most the last one attempted.
 *
 * @param folder of the log in the directory, empty for the directory itself
 * @param history of the log
 * @param promised the last id that was acknowledged, or that a claim went on from
 * @param attempted the last id that was appended
 * @param depth how many crashes there were, so that no two attempts append the same
 */
record LogOracle(String folder, LogHistory history, long promised, long attempted, int depth)
    implements Oracle {

  private static final int PAYLOAD_BYTES = 200;

  /** What recovery found. */
  private record Found(long lastId, LogState state) {}

  @Override
  public Object recover(Scene scene) throws IOException {
    Directory directory = scene.start();
    final long changes = scene.changes();
    Recovered<LogState, byte[]> recovered = LogState.recovery(in(directory)).latest();
    Found found = found(recovered);
    if (scene.changes() != changes) {
      throw new AssertionError("reading changed the disk");
    }
    accept(found);
    long lastId = found.lastId;
    LogOracle exactly = new LogOracle(folder, history, lastId, lastId, depth);
    if (scene.isAfterPowerLoss()) {
      // All that was read is durable, so no crash inside the claim changes what the next one finds.
      scene.expect(exactly);
    }
    Log<byte[]> log = recovered.claim(options(scene, 1 << 20, 1));
    scene.expect(exactly);
    LogHistory next = history.upTo(lastId);
    byte[] payload = LogHistory.payload(lastId + 1, 1000 + depth, PAYLOAD_BYTES);
    next.addEntry(payload, false);
    scene.expect(new LogOracle(folder, next, lastId, lastId + 1, depth + 1));
    long id = log.appendDurable(payload);
    if (id != lastId + 1) {
      throw new AssertionError("appended as " + id + " behind " + lastId);
    }
    LogOracle after = new LogOracle(folder, next, id, id, depth + 1);
    scene.expect(after);
    scene.losePower();
    after.accept(found(LogState.recovery(in(scene.start())).latest()));
    return found;
  }

  Directory in(Directory directory) {
    return folder.isEmpty() ? directory : PrefixDirectory.of(directory, folder);
  }

  /** Returns options with which nothing depends on time or chance. */
  static LogOptions options(Scene scene, long segmentBytes, int checkpointsKept) {
    return LogOptions.builder()
        .entropy(scene.entropy())
        .segmentBytes(segmentBytes)
        .checkpointsKept(checkpointsKept)
        .idleWatermark(Duration.ZERO)
        .sync(SyncPolicy.buffered())
        .build();
  }

  /** Opens a log without looking at what is in it. */
  static Log<byte[]> open(Directory directory, LogOptions options) throws IOException {
    return Log.open(directory, Codecs.bytes(), options);
  }

  private static Found found(Recovered<LogState, byte[]> recovered) {
    if (!recovered.checkpointsSkipped().isEmpty()) {
      throw new AssertionError(
          "a committed checkpoint was lost: " + recovered.checkpointsSkipped());
    }
    return new Found(recovered.lastId(), recovered.state());
  }

  @Override
  public String subject() {
    return "log:" + folder;
  }

  @Override
  public void accept(Object finding) {
    Found found = (Found) finding;
    long id = found.lastId;
    if (id < promised || id > attempted) {
      throw new AssertionError(
          "recovered up to " + id + ", promised " + promised + ", attempted " + attempted);
    }
    if (!history.mayEndAt(id)) {
      throw new AssertionError("recovered up to " + id + ", in the middle of an atomic batch");
    }
    if (!history.state(id).equals(found.state)) {
      throw new AssertionError(
          "state at " + id + " is " + found.state + ", not " + history.state(id));
    }
  }
}
