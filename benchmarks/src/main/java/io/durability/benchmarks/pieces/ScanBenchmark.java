package io.durability.benchmarks.pieces;

import io.durability.Codecs;
import io.durability.Log;
import io.durability.benchmarks.Lengths;
import io.durability.storage.MemoryDirectory;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Reading a log of 16 MiB from its first entry to its end, with no file system below. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class ScanBenchmark {

  private static final int LOG_BYTES = 16 << 20;

  /** How long a payload is. */
  @Param({"100", "1024", "65536"})
  public int payloadBytes;

  private final MemoryDirectory directory = new MemoryDirectory();

  /** For the harness. */
  public ScanBenchmark() {}

  /** Writes the log. */
  @Setup
  public void write() throws IOException {
    try (Log<byte[]> log = Log.open(directory, Codecs.bytes())) {
      for (int i = 0; i < LOG_BYTES / payloadBytes; i++) {
        log.append(new byte[payloadBytes]);
      }
    }
  }

  /** Reads it, without a copy of any payload. */
  @Benchmark
  public long scan() throws IOException {
    return Lengths.sum(directory);
  }
}
