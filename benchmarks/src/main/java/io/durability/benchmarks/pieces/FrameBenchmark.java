package io.durability.benchmarks.pieces;

import io.durability.internal.format.FrameKind;
import io.durability.internal.format.Frames;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Encoding a frame, and the checksum alone, over direct memory. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FrameBenchmark {

  private static final int BATCH_BYTES = 128 << 10;

  /** How long a payload is. */
  @Param({"100", "1024", "65536"})
  public int payloadBytes;

  private final ByteBuffer batch =
      ByteBuffer.allocateDirect(BATCH_BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private final ByteBuffer payload = ByteBuffer.allocateDirect(64 << 10);
  private final CRC32C crc = new CRC32C();

  /** For the harness. */
  public FrameBenchmark() {}

  /** Puts one frame. */
  @Benchmark
  public int put() {
    batch.clear();
    Frames.put(batch, FrameKind.ENTRY, Frames.LAST, 7, payload.limit(payloadBytes).position(0));
    return batch.position();
  }

  /** Computes the checksum of as many bytes. */
  @Benchmark
  public long checksum() {
    crc.reset();
    crc.update(payload.limit(payloadBytes).position(0));
    return crc.getValue();
  }
}
