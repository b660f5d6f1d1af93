package io.durability.benchmarks.peers;

import io.durability.benchmarks.Cell;
import io.durability.benchmarks.Contender;
import io.durability.benchmarks.FloorLog;
import io.durability.benchmarks.GroupCommitRun;
import io.durability.benchmarks.Measurement;
import io.durability.testkit.host.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The jobs, each for every contender that can do it. Used by one thread. */
final class Jobs implements AutoCloseable {

  static final String OURS = "durability";

  private static final String FLOOR = "floor";
  private static final int KIB = 1024;
  private static final long SMALL_BYTES = 64 << 20;
  private static final long LARGE_BYTES = 256 << 20;
  private static final long OPEN_BYTES = 1 << 30;

  /**
   * What is measured under one load.
   *
   * @param id names it in the file of targets, as {@code w3-64-1024}
   * @param cells the contenders, ours first
   * @param limit the variant that is the limit of the machine for this job
   */
  record Job(String id, List<Cell> cells, String limit) {}

  private interface Opener {
    Contender open(Path folder) throws Exception;
  }

  /**
   * One that takes part.
   *
   * @param durable opens it for durable appends
   * @param buffered opens it for appends that are synced when asked for
   * @param threads whether several threads may append
   * @param futures whether it acknowledges by futures
   */
  private record Entry(
      String name, Opener durable, Opener buffered, boolean threads, boolean futures) {}

  private static final List<Entry> ENTRIES =
      List.of(
          new Entry(OURS, Ours::durable, Ours::buffered, true, true),
          new Entry("KahaDB", KahaDb::open, KahaDb::open, true, true),
          new Entry("Artemis NIO", Artemis::nio, Artemis::nio, true, true),
          new Entry("Artemis AIO", Artemis::aio, Artemis::aio, true, true),
          new Entry("Zeebe", Zeebe::open, Zeebe::open, false, false),
          new Entry("Chronicle", Chronicle::open, Chronicle::open, false, false),
          new Entry("RocksDB", Rocks::open, Rocks::open, true, false));

  private final Path parent;
  private final List<Job> jobs = new ArrayList<>();
  private final List<Contender> open = new ArrayList<>();

  /** Takes a folder of its own, which goes when it is closed. */
  Jobs(Path parent, List<Integer> payloads) {
    this.parent = parent;
    for (int payload : payloads) {
      buffered(payload);
      durable("w2", "W2 durable append", 1, payload);
      if (payload == KIB) {
        for (int threads : new int[] {8, 64, 256}) {
          durable("w3", "W3 group commit", threads, payload);
        }
      }
      durable("w3", "W3 group commit, futures", 0, payload);
      replay(payload);
    }
    if (payloads.contains(KIB)) {
      opening();
    }
  }

  /** Returns the names of all contenders, ours first. */
  static List<String> names() {
    return ENTRIES.stream().map(Entry::name).toList();
  }

  /** Opens the contender of a name for durable appends. */
  static Contender durable(String name, Path folder) throws Exception {
    for (Entry entry : ENTRIES) {
      if (entry.name().equals(name)) {
        return entry.durable().open(folder);
      }
    }
    throw new IllegalArgumentException("no such contender [found=" + name + "]");
  }

  List<Job> all() {
    return List.copyOf(jobs);
  }

  private void buffered(int payload) {
    long total = bytes(payload);
    JobBuilder job = new JobBuilder("w1-" + payload, "W1 buffered, one sync", text(payload));
    for (Entry entry : ENTRIES) {
      job.add(entry.name(), nanos -> fill(entry.buffered(), payload, total));
    }
    job.limit(
        FLOOR,
        nanos -> fill(folder -> FloorLog.create(folder, payload, 2 * total), payload, total));
  }

  private void durable(String id, String section, int threads, int payload) {
    String load =
        switch (threads) {
          case 0 -> "256 futures, ";
          case 1 -> "1 thread, ";
          default -> threads + " threads, ";
        };
    JobBuilder job =
        new JobBuilder(
            id + "-" + (threads == 0 ? "futures" : threads) + "-" + payload,
            section,
            load + text(payload));
    for (Entry entry : ENTRIES) {
      if (threads == 1 || (threads == 0 ? entry.futures() : entry.threads())) {
        job.add(entry.name(), nanos -> load(entry.durable(), threads, payload, nanos));
      }
    }
    if (threads == 1) {
      job.limit("raw write and sync", nanos -> rawLoop(payload, nanos));
    } else {
      job.limit(
          FLOOR,
          nanos -> load(folder -> FloorLog.create(folder, payload, 0), threads, payload, nanos));
    }
  }

  private void replay(int payload) {
    long total = bytes(payload);
    JobBuilder job = new JobBuilder("w4-" + payload, "W4 replay, warm", text(payload));
    Map<String, Contender> filled = new HashMap<>();
    for (Entry entry : ENTRIES) {
      job.add(
          entry.name(),
          nanos -> {
            Contender log = kept(filled, entry.name(), entry.buffered(), payload, total);
            return again(nanos, total, log::replay);
          });
    }
    job.limit(
        "map and CRC32C",
        nanos -> {
          Opener opener = folder -> FloorLog.create(folder, payload, 2 * total);
          FloorLog floor = (FloorLog) kept(filled, FLOOR, opener, payload, total);
          return again(nanos, total, floor::checksum);
        });
  }

  private void opening() {
    JobBuilder job = new JobBuilder("w5", "W5 open a log of 1 GiB for appending", text(KIB));
    Map<String, Path> folders = new HashMap<>();
    for (Entry entry : ENTRIES) {
      job.add(
          entry.name(),
          nanos -> {
            Path folder = folders.get(entry.name());
            if (folder == null) {
              folder = folder(entry.name());
              try (Contender log = entry.buffered().open(folder)) {
                put(log, KIB, OPEN_BYTES);
              }
              folders.put(entry.name(), folder);
            }
            return reopened(entry.durable(), folder);
          });
    }
    Map<String, Contender> scanned = new HashMap<>();
    job.limit(
        "full scan with CRC32C",
        nanos -> {
          Opener opener = folder -> FloorLog.create(folder, KIB, OPEN_BYTES + (OPEN_BYTES >> 4));
          Contender floor = kept(scanned, FLOOR, opener, KIB, OPEN_BYTES);
          return timed(1, floor::replay);
        });
  }

  private final class JobBuilder {
    private final String id;
    private final String section;
    private final String load;
    private final List<Cell> cells = new ArrayList<>();

    JobBuilder(String id, String section, String load) {
      this.id = id;
      this.section = section;
      this.load = load;
    }

    void add(String variant, Cell.Body body) {
      cells.add(new Cell(section, variant, load, OURS, body));
    }

    void limit(String variant, Cell.Body body) {
      add(variant, body);
      jobs.add(new Job(id, List.copyOf(cells), variant));
    }
  }

  private Measurement load(Opener opener, int threads, int payload, long nanos) throws Exception {
    Path folder = folder("durable");
    try (Contender log = opener.open(folder)) {
      log.wearIn();
      GroupCommitRun run = new GroupCommitRun(log, payload, nanos);
      return threads == 0 ? run.futures() : run.blocking(threads);
    } finally {
      Folders.remove(folder);
    }
  }

  private Measurement rawLoop(int payload, long nanos) throws IOException {
    Path folder = folder("raw");
    try (FloorLog floor = FloorLog.create(folder, payload, 0)) {
      return floor.rawLoop(payload, nanos);
    } finally {
      Folders.remove(folder);
    }
  }

  private Measurement fill(Opener opener, int payload, long total) throws Exception {
    Path folder = folder("buffered");
    try (Contender log = opener.open(folder)) {
      log.wearIn();
      long begun = System.nanoTime();
      put(log, payload, total);
      return Measurement.ofRate(total * 1e9 / payload / (System.nanoTime() - begun));
    } finally {
      Folders.remove(folder);
    }
  }

  private static void put(Contender log, int payload, long total) throws Exception {
    byte[] entry = new byte[payload];
    for (long done = 0; done < total; done += payload) {
      entry[0]++;
      log.appendBuffered(entry);
    }
    log.sync();
  }

  private Contender kept(
      Map<String, Contender> filled, String name, Opener opener, int payload, long total)
      throws Exception {
    Contender log = filled.get(name);
    if (log == null) {
      Path folder = folder(name);
      log = opener.open(folder);
      open.add(log);
      put(log, payload, total);
      filled.put(name, log);
    }
    return log;
  }

  private static Measurement reopened(Opener opener, Path folder) throws Exception {
    long begun = System.nanoTime();
    Contender log = opener.open(folder);
    Measurement measurement = Measurement.ofRate(1e9 / (System.nanoTime() - begun));
    log.close();
    return measurement;
  }

  private interface Reading {
    long bytes() throws Exception;
  }

  /** Measures a rate of bytes read, over as many passes as the time takes. */
  private static Measurement again(long nanos, long atLeast, Reading reading) throws Exception {
    long begun = System.nanoTime();
    long passes = 0;
    do {
      timed(atLeast, reading);
      passes++;
    } while (System.nanoTime() - begun < nanos);
    return Measurement.ofRate(passes * atLeast * 1e9 / (System.nanoTime() - begun));
  }

  /** Measures a rate of bytes, or of openings if that is one. */
  private static Measurement timed(long atLeast, Reading reading) throws Exception {
    long begun = System.nanoTime();
    long bytes = reading.bytes();
    double seconds = (System.nanoTime() - begun) / 1e9;
    if (bytes < atLeast) {
      throw new IOException("read " + bytes + " of " + atLeast + " bytes");
    }
    return Measurement.ofRate(atLeast / seconds);
  }

  private Path folder(String name) throws IOException {
    return Files.createTempDirectory(parent, "speed-" + name.replace(' ', '-') + "-");
  }

  private static long bytes(int payload) {
    return payload < KIB
        ? SMALL_BYTES / payload * payload
        : payload == KIB ? SMALL_BYTES : LARGE_BYTES;
  }

  private static String text(int payload) {
    return payload < KIB ? payload + " B" : payload / KIB + " KiB";
  }

  @Override
  public void close() throws IOException {
    for (Contender log : open) {
      log.close();
    }
    Folders.remove(parent);
  }
}
