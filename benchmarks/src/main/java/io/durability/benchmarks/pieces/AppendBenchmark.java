package io.durability.benchmarks.pieces;

import io.durability.Ack;
import io.durability.Codec;
import io.durability.Log;
import io.durability.LogOptions;
import io.durability.SyncPolicy;
import io.durability.fs.FsDirectory;
import io.durability.testkit.host.Folders;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * One append: encode, frame, checksum, copy; full batches are written to local disk. With {@code
 * -prof gc} it tells what an append leaves in the heap, which is to be its {@link Ack} alone.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class AppendBenchmark {

  /** Hands on what it is given, so that only the log's own garbage shows. */
  private static final Codec<ByteBuffer> AS_IT_IS =
      new Codec<>() {
        @Override
        public ByteBuffer encode(ByteBuffer entry) {
          return entry;
        }

        @Override
        public ByteBuffer decode(ByteBuffer payload) {
          return payload;
        }
      };

  /** How long an entry is. */
  @Param({"100", "1024"})
  public int payloadBytes;

  private Path folder = Path.of(".");
  private FsDirectory directory;
  private Log<ByteBuffer> log;
  private ByteBuffer entry = ByteBuffer.allocate(0);

  /** For the harness. */
  @SuppressWarnings("NullAway.Init") // setUp
  public AppendBenchmark() {}

  /** Opens a log in a fresh folder: one is never longer than an iteration makes it. */
  @Setup(Level.Iteration)
  public void setUp() throws IOException {
    folder = Files.createTempDirectory("append-");
    directory = FsDirectory.open(folder);
    log = Log.open(directory, AS_IT_IS, LogOptions.builder().sync(SyncPolicy.buffered()).build());
    entry = ByteBuffer.allocate(payloadBytes);
  }

  /** Closes and removes it. */
  @TearDown(Level.Iteration)
  public void tearDown() throws IOException {
    log.close();
    directory.close();
    Folders.remove(folder);
  }

  /** Appends without waiting. */
  @Benchmark
  public Ack append() throws IOException {
    return log.append(entry);
  }
}
