package io.durability.testkit;

import io.durability.Codecs;
import io.durability.Log;
import io.durability.LogOptions;
import io.durability.PublishResult;
import io.durability.Publisher;
import io.durability.Recovered;
import io.durability.SyncPolicy;
import io.durability.storage.Condition;
import io.durability.storage.Directory;
import io.durability.storage.FileInfo;
import io.durability.storage.FileName;
import io.durability.storage.FileReader;
import io.durability.storage.MemoryDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;

/**
 * Writes a log of which every byte is the same each time: one thread, fixed entropy, nothing that
 * depends on time. Remembers what it appended, and what the files were at given points.
 */
final class SpecimenWriter {

  private static final int SEED = 20_251_124;

  private final MemoryDirectory store = new MemoryDirectory();
  private final PaddedDirectory directory;
  private final int alignment;
  private final Random random = new Random(SEED);
  private final LogOptions options;
  private final NavigableMap<Long, byte[]> entries = new TreeMap<>();
  private final NavigableMap<String, byte[]> truncated = new TreeMap<>();
  private final NavigableMap<String, NavigableMap<String, byte[]>> stops = new TreeMap<>();
  private final Map<String, Integer> reserved = new TreeMap<>();
  private String stopAt = "";
  private String stopName = "";
  private Log<byte[]> log;

  SpecimenWriter(int alignment, long segmentBytes, int checkpointsKept) throws IOException {
    this.alignment = alignment;
    this.directory = new PaddedDirectory(store, alignment, this::beforeChange);
    this.options =
        LogOptions.builder()
            .entropy(new Random(SEED))
            .segmentBytes(segmentBytes)
            .checkpointsKept(checkpointsKept)
            .payloadBytesMax(5000)
            .idleWatermark(Duration.ZERO)
            .sync(SyncPolicy.buffered())
            .build();
    this.log = Log.open(directory, Codecs.bytes(), options);
  }

  /** Returns options with which the bytes do not depend on time or chance. */
  static LogOptions options(long seed) {
    return LogOptions.builder().entropy(new Random(seed)).idleWatermark(Duration.ZERO).build();
  }

  /** Appends an entry alone: a batch, and a sync, of its own. */
  void append(int size) throws IOException {
    byte[] payload = payload(size);
    remember(log.appendDurable(payload), payload);
  }

  /** Appends entries of many sizes, each alone, until the next segment is begun by size. */
  void fillSegment(int sizeMax) throws IOException {
    long segment = lastSegment();
    for (int i = 1; lastSegment() == segment; i++) {
      append(i * 37 % (sizeMax + 1));
    }
  }

  long lastSegment() throws IOException {
    return Specimen.segmentNumber(files().headMap(Specimen.WAL + '~').lastKey());
  }

  /** The beginning of a header of which the rest was lost. */
  byte[] tornHeader() throws IOException {
    return Arrays.copyOf(files().get(Specimen.segmentFile(lastSegment())), 40);
  }

  /** Adds zeros behind a segment, as space that was reserved ahead and not given back. */
  void addReserved(long segment, int bytes) {
    reserved.put(Specimen.segmentFile(segment), bytes);
  }

  /** Appends an atomic batch. */
  void batch(int... sizes) throws IOException {
    addBatch(sizes);
    log.sync();
  }

  /** Appends single entries and an atomic batch that one sync makes durable. */
  void group(int... sizes) throws IOException {
    for (int size : sizes) {
      byte[] payload = payload(size);
      remember(log.append(payload).id(), payload);
    }
    addBatch(sizes);
    log.sync();
  }

  PublishResult publish() throws IOException {
    long lastId = log.durableId();
    return Publisher.of(Fold.CODEC).publish(log, stateAt(lastId), lastId);
  }

  /** Publishes, and keeps the files as they were just before a change. */
  void publishStopping(String change, String name) throws IOException {
    stopAt = change;
    stopName = name;
    publish();
  }

  void close() throws IOException {
    log.close();
  }

  /** Another process recovers and claims; the one before has just ended. */
  void takeOver() throws IOException {
    Recovered<Fold, byte[]> recovered = Fold.recovery(directory).latest();
    if (!recovered.state().equals(stateAt(Long.MAX_VALUE))) {
      throw new AssertionError("recovered " + recovered.state());
    }
    log = recovered.claim(options);
  }

  /** Puts bytes under a name, as a crash could have left them. */
  void put(String name, byte[] bytes) throws IOException {
    store.write(FileName.of(name), ByteBuffer.wrap(bytes), Condition.none());
  }

  NavigableMap<String, byte[]> files() throws IOException {
    NavigableMap<String, byte[]> files = read(store);
    reserved.forEach(
        (name, bytes) ->
            files.computeIfPresent(name, (n, file) -> Arrays.copyOf(file, file.length + bytes)));
    return files;
  }

  Specimen specimen(String name) throws IOException {
    return Specimen.of(name, alignment, files(), entries, truncated);
  }

  /** Returns the log as it was at a stop. */
  Specimen stopped(String name) {
    NavigableMap<String, byte[]> then = stops.get(name);
    if (then == null) {
      throw new AssertionError("never came to " + name + ", only to " + stops.keySet());
    }
    return Specimen.of(name, alignment, then, entries, new TreeMap<>());
  }

  static NavigableMap<String, byte[]> read(Directory directory) throws IOException {
    NavigableMap<String, byte[]> files = new TreeMap<>();
    for (FileInfo file : directory.list("")) {
      try (FileReader reader = directory.open(file.name())) {
        byte[] bytes = new byte[(int) reader.size()];
        reader.read(0, ByteBuffer.wrap(bytes));
        files.put(file.name().value(), bytes);
      }
    }
    return files;
  }

  byte[] payload(int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    if (size % 5 == 0) {
      // Zeros inside a payload must not be taken for the end.
      Arrays.fill(bytes, size / 5, size, (byte) 0);
    }
    return bytes;
  }

  private void addBatch(int... sizes) throws IOException {
    List<byte[]> payloads = new ArrayList<>();
    for (int size : sizes) {
      payloads.add(payload(size));
    }
    long id = log.appendAll(payloads).id() - payloads.size();
    for (byte[] payload : payloads) {
      remember(++id, payload);
    }
  }

  private void remember(long id, byte[] payload) {
    if (entries.put(id, payload) != null || entries.lastKey() != id) {
      throw new AssertionError("id " + id + " given twice, or not the greatest");
    }
  }

  private Fold stateAt(long id) {
    Fold state = Fold.EMPTY;
    for (Map.Entry<Long, byte[]> entry : entries.headMap(id, true).entrySet()) {
      state = state.apply(entry.getKey(), entry.getValue());
    }
    return state;
  }

  private void beforeChange(String change) {
    try {
      if (!stopAt.isEmpty() && change.startsWith(stopAt)) {
        stops.putIfAbsent(stopName, files());
        stopAt = "";
      }
      if (change.startsWith("delete wal/")) {
        String name = change.substring("delete ".length());
        truncated.put(name, files().get(name));
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
