package io.durability.fs;

import io.durability.Codec;
import io.durability.Codecs;
import io.durability.Log;
import io.durability.LogOptions;
import io.durability.LogReader;
import io.durability.LogReader.Extent;
import io.durability.Publisher;
import io.durability.Recovery;
import io.durability.StateCodec;
import io.durability.SyncPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * One piece of work on much data in little memory, for the check of that: run by it in a process of
 * its own, and not a test, because what it proves is that this process lives.
 *
 * <p>Arguments: the piece ({@code append}, {@code replay}, {@code checkpoint-write}, {@code
 * checkpoint-read}), a folder, and how many MiB.
 */
final class MemoryRun {

  private static final int MEBIBYTE = 1 << 20;
  private static final int ENTRY_BYTES = 64 << 10;

  private MemoryRun() {}

  /** Does the piece of work, checks every byte, and prints what it took. */
  public static void main(String[] args) throws Exception {
    String piece = args[0];
    long bytes = Long.parseLong(args[2]) * MEBIBYTE;
    long begun = System.nanoTime();
    try (FsDirectory directory = FsDirectory.open(Path.of(args[1]))) {
      switch (piece) {
        case "append" -> append(directory, bytes);
        case "replay" -> replay(directory, bytes);
        case "checkpoint-write" -> writeCheckpoint(directory, bytes);
        case "checkpoint-read" -> readCheckpoint(directory, bytes);
        default -> throw new IllegalArgumentException("no such piece of work: " + piece);
      }
    }
    double seconds = (System.nanoTime() - begun) / 1e9;
    System.out.printf(
        Locale.ROOT, "%s: peak heap %d MiB, %.1f s%n", piece, peakHeap() / MEBIBYTE, seconds);
  }

  /** The sum of the pools' peaks: at least the true peak. */
  private static long peakHeap() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .map(MemoryPoolMXBean::getPeakUsage)
        .mapToLong(usage -> usage == null ? 0 : usage.getUsed())
        .sum();
  }

  private static byte[] content() {
    byte[] content = new byte[ENTRY_BYTES];
    new SplittableRandom(7).nextBytes(content);
    return content;
  }

  private static void append(FsDirectory directory, long bytes) throws IOException {
    LogOptions options = LogOptions.builder().sync(SyncPolicy.buffered()).build();
    try (Log<byte[]> log = Log.open(directory, Codecs.bytes(), options)) {
      byte[] content = content();
      for (long at = 0; at < bytes; at += ENTRY_BYTES) {
        content[0] = (byte) (at / ENTRY_BYTES);
        require(log.append(content).id(), at / ENTRY_BYTES + 1, "id appended");
      }
    }
  }

  private static void replay(FsDirectory directory, long bytes) throws IOException {
    byte[] expected = content();
    long count = 0;
    try (LogReader<byte[]> reader = LogReader.open(directory, Codecs.bytes(), 1, Extent.WRITTEN)) {
      while (reader.next()) {
        expected[0] = (byte) count;
        count++;
        require(reader.id(), count, "id");
        require(Arrays.mismatch(reader.entry(), expected), -1, "place that differs");
      }
    }
    require(count * ENTRY_BYTES, bytes, "bytes replayed");
  }

  private static void writeCheckpoint(FsDirectory directory, long bytes) throws IOException {
    try (Log<byte[]> log = Log.open(directory, Codecs.bytes())) {
      long id = log.appendDurable(new byte[1]);
      require(Publisher.of(new Stream()).publish(log, bytes, id).lastId(), id, "id covered");
    }
  }

  private static void readCheckpoint(FsDirectory directory, long bytes) throws IOException {
    Codec<byte[]> entries = Codecs.bytes();
    long found =
        Recovery.of(directory, new Stream(), entries, () -> 0L, (state, id, entry) -> state)
            .latest()
            .state();
    require(found, bytes, "bytes in the checkpoint");
  }

  private static void require(long found, long expected, String what) {
    if (found != expected) {
      throw new AssertionError(what + ", expected=" + expected + ", found=" + found);
    }
  }

  /** A state that is as many bytes as its number says, and is never in memory as a whole. */
  private static final class Stream implements StateCodec<Long> {

    @Override
    public void write(Long state, OutputStream out) throws IOException {
      byte[] content = content();
      for (long at = 0; at < state; at += content.length) {
        content[0] = (byte) (at / content.length);
        out.write(content);
      }
    }

    @Override
    public Long read(InputStream in) throws IOException {
      byte[] expected = content();
      byte[] found = new byte[ENTRY_BYTES];
      long total = 0;
      int read = in.readNBytes(found, 0, found.length);
      while (read > 0) {
        expected[0] = (byte) (total / ENTRY_BYTES);
        require(Arrays.mismatch(found, 0, read, expected, 0, read), -1, "place that differs");
        total += read;
        read = in.readNBytes(found, 0, found.length);
      }
      return total;
    }
  }
}
