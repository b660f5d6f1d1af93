package io.durability.benchmarks;

import io.durability.Codecs;
import io.durability.Log;
import io.durability.LogOptions;
import io.durability.Publisher;
import io.durability.Recovery;
import io.durability.SyncPolicy;
import io.durability.fs.FsDirectory;
import io.durability.testkit.LongState;
import io.durability.testkit.host.Folders;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What open, publish, recovery and truncation cost against the length of the log that is retained,
 * and what a log costs its process. Arguments: a folder, the largest length in MiB, how often each
 * is measured, how many logs are opened beside each other.
 *
 * <p>Exits with 1 if opening or publishing grows with the log.
 */
final class ScalingRun {

  private static final long MIB = 1 << 20;
  private static final int ENTRY_BYTES = 1024;

  /** The lengths are told from noise of this size, in milliseconds. */
  private static final double NOISE_MILLIS = 5;

  /** And from what a larger folder and a colder cache cost. */
  private static final double GROWTH_MAX = 2;

  private static final long SEGMENT_BYTES = 4 * MIB;

  private final Path parent;
  private final int repeats;

  /** So many checkpoints are kept that no publish of ours deletes anything. */
  private final LogOptions keeping;

  private ScalingRun(Path parent, int repeats) {
    this.parent = parent;
    this.repeats = repeats;
    this.keeping = options(repeats + 2);
  }

  private static LogOptions options(int checkpointsKept) {
    return LogOptions.builder()
        .segmentBytes(SEGMENT_BYTES)
        .checkpointsKept(checkpointsKept)
        .sync(SyncPolicy.buffered())
        .build();
  }

  /** Medians in milliseconds. */
  private record Costs(
      long mib, int segments, double open, double publish, double recover, double truncate) {
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%,d MiB in %,d segments: open %.1f ms, publish %.1f ms, recover %.1f ms, truncate %.1f ms",
          mib,
          segments,
          open,
          publish,
          recover,
          truncate);
    }
  }

  public static void main(String[] arguments) throws IOException {
    Path parent = Files.createTempDirectory(Path.of(arguments[0]), "scaling-");
    long largest = Long.parseLong(arguments[1]);
    ScalingRun run = new ScalingRun(parent, Integer.parseInt(arguments[2]));
    List<Costs> all = new ArrayList<>();
    // Once for the compilers.
    run.measure(1);
    for (long mib = 1; mib <= largest; mib *= 16) {
      all.add(run.measure(mib));
    }
    if (all.get(all.size() - 1).mib() < largest) {
      all.add(run.measure(largest));
    }
    all.forEach(System.out::println);
    System.out.println(run.many(Integer.parseInt(arguments[3])));
    Folders.remove(parent);
    Costs first = all.get(0);
    Costs last = all.get(all.size() - 1);
    boolean flat =
        last.open() <= first.open() * GROWTH_MAX + NOISE_MILLIS
            && last.publish() <= first.publish() * GROWTH_MAX + NOISE_MILLIS;
    System.out.printf(
        Locale.ROOT,
        "from %,d to %,d MiB: open %.1f to %.1f ms, publish %.1f to %.1f ms: %s%n",
        first.mib(),
        last.mib(),
        first.open(),
        last.open(),
        first.publish(),
        last.publish(),
        flat ? "does not grow" : "GROWS");
    System.exit(flat ? 0 : 1);
  }

  /** Fills a log, and measures what it then costs; a few entries lie behind the last checkpoint. */
  private Costs measure(long mib) throws IOException {
    Path folder = Files.createTempDirectory(parent, "log-");
    double[] opens = new double[repeats];
    double[] publishes = new double[repeats];
    double[] recovers = new double[repeats];
    double truncate;
    int segments;
    try (FsDirectory directory = FsDirectory.open(folder)) {
      Publisher<Long> publisher = Publisher.of(LongState.CODEC);
      try (Log<byte[]> log = Log.open(directory, Codecs.bytes(), keeping)) {
        byte[] entry = new byte[ENTRY_BYTES];
        for (long done = 0; done < mib * MIB; done += ENTRY_BYTES) {
          log.append(entry);
        }
        log.sync();
      }
      segments = directory.list("wal/").size();
      for (int i = 0; i < repeats; i++) {
        long begun = System.nanoTime();
        Log<byte[]> log = Log.open(directory, Codecs.bytes(), keeping);
        opens[i] = millisSince(begun);
        log.appendDurable(new byte[ENTRY_BYTES]);
        log.close();
      }
      for (int i = 0; i < repeats; i++) {
        try (Log<byte[]> log = Log.open(directory, Codecs.bytes(), keeping)) {
          long id = log.appendDurable(new byte[ENTRY_BYTES]);
          long begun = System.nanoTime();
          publisher.publish(log, id, id);
          publishes[i] = millisSince(begun);
        }
      }
      for (int i = 0; i < repeats; i++) {
        long begun = System.nanoTime();
        Recovery.<Long, byte[]>of(
                directory,
                LongState.CODEC,
                Codecs.bytes(),
                () -> 0L,
                (state, id, each) -> state + 1)
            .latest();
        recovers[i] = millisSince(begun);
      }
      try (Log<byte[]> log = Log.open(directory, Codecs.bytes(), options(1))) {
        long begun = System.nanoTime();
        log.truncate();
        truncate = millisSince(begun);
      }
    }
    Folders.remove(folder);
    return new Costs(mib, segments, median(opens), median(publishes), median(recovers), truncate);
  }

  /** Opens many logs in one process, each after an append, and tells what one of them costs. */
  private String many(int count) throws IOException {
    List<AutoCloseable> open = new ArrayList<>();
    long heapBefore = heap();
    long directBefore = direct();
    int threadsBefore = Thread.activeCount();
    for (int i = 0; i < count; i++) {
      FsDirectory directory = FsDirectory.open(Files.createTempDirectory(parent, "many-"));
      Log<byte[]> log = Log.open(directory, Codecs.bytes());
      log.appendDurable(new byte[ENTRY_BYTES]);
      open.add(0, directory);
      open.add(0, log);
    }
    long heap = (heap() - heapBefore) / count;
    long direct = (direct() - directBefore) / count;
    double threads = (double) (Thread.activeCount() - threadsBefore) / count;
    for (AutoCloseable each : open) {
      try {
        each.close();
      } catch (Exception e) {
        throw new IOException("cannot close", e);
      }
    }
    return String.format(
        Locale.ROOT,
        "%,d logs in one process: %,d bytes of heap, %,d outside it, and %.1f threads each",
        count,
        heap,
        direct,
        threads);
  }

  private static long heap() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  /** Returns what buffers outside the heap take. */
  private static long direct() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }

  private static double millisSince(long begun) {
    return (System.nanoTime() - begun) / 1e6;
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }
}
