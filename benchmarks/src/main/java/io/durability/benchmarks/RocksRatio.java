package io.durability.benchmarks;

import io.durability.Codecs;
import io.durability.Log;
import io.durability.rocksdb.RocksDirectory;
import io.durability.testkit.host.Folders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;

/**
 * Durable appends through a log in RocksDB against synced writes straight to RocksDB, both under
 * group commit, in turns in one process and on one disk. Arguments: threads, payload bytes, rounds,
 * milliseconds a turn.
 */
final class RocksRatio {

  private RocksRatio() {}

  private interface Append {
    void run(byte[] payload) throws Exception;
  }

  public static void main(String[] arguments) throws Exception {
    int threads = Integer.parseInt(arguments[0]);
    byte[] payload = new byte[Integer.parseInt(arguments[1])];
    int rounds = Integer.parseInt(arguments[2]);
    long millis = Long.parseLong(arguments[3]);
    new SplittableRandom(1).nextBytes(payload);
    Path folder = Files.createTempDirectory("rocks-ratio");
    double[] ratios = new double[rounds];
    double ours = 0;
    double raw = 0;
    RocksDB.loadLibrary();
    try (RocksDirectory directory = RocksDirectory.open(folder.resolve("log"));
        Log<byte[]> log = Log.open(directory, Codecs.bytes());
        Options options = new Options().setCreateIfMissing(true);
        RocksDB database = RocksDB.open(options, folder.resolve("raw").toString());
        RawRocksGroup group = new RawRocksGroup(database)) {
      rate(threads, millis, payload, log::appendDurable);
      rate(threads, millis, payload, group::put);
      for (int round = 0; round < rounds; round++) {
        double logRate = rate(threads, millis, payload, log::appendDurable);
        double rawRate = rate(threads, millis, payload, group::put);
        ratios[round] = logRate / rawRate;
        ours += logRate / rounds;
        raw += rawRate / rounds;
      }
    }
    Folders.remove(folder);
    Arrays.sort(ratios);
    System.out.printf(
        Locale.ROOT,
        "%d threads, %d bytes: %.2f of raw rocksdbjni (median of %d, %.2f to %.2f), %.0f and %.0f"
            + " appends a second%n",
        threads,
        payload.length,
        ratios[rounds / 2],
        rounds,
        ratios[0],
        ratios[rounds - 1],
        ours,
        raw);
  }

  /** Returns durable appends a second. */
  private static double rate(int threads, long millis, byte[] payload, Append append)
      throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    List<FutureTask<Long>> counts = new ArrayList<>();
    long begun = System.nanoTime();
    for (int i = 0; i < threads; i++) {
      Callable<Long> loop =
          () -> {
            long count = 0;
            while (!over.get()) {
              append.run(payload);
              count++;
            }
            return count;
          };
      FutureTask<Long> task = new FutureTask<>(loop);
      counts.add(task);
      new Thread(task, "append").start();
    }
    Thread.sleep(millis);
    over.set(true);
    long total = 0;
    for (FutureTask<Long> count : counts) {
      total += count.get();
    }
    return total * 1e9 / (System.nanoTime() - begun);
  }
}
