package io.durability.benchmarks.pieces;

import io.durability.internal.format.FrameKind;
import io.durability.internal.format.Frames;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Encoding a frame, closing it, verifying it, and a checksum alone, over direct memory. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FrameBenchmark {

  private static final int BATCH_BYTES = 128 << 10;
  private static final int OFFSET = 4096;

  /** How long a payload is. */
  @Param({"100", "1024", "65536"})
  public int payloadBytes;

  private final ByteBuffer batch =
      ByteBuffer.allocateDirect(BATCH_BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private final ByteBuffer payload = ByteBuffer.allocateDirect(64 << 10);
  private final CRC32C crc = new CRC32C();
  private final Frames frames = new Frames(new UUID(1, 2), 3, OFFSET, 1 << 20);

  /** A frame that verifies. */
  private final ByteBuffer whole =
      ByteBuffer.allocateDirect(BATCH_BYTES).order(ByteOrder.LITTLE_ENDIAN);

  /** For the harness. */
  public FrameBenchmark() {}

  /** Puts the frame that is closed and verified. */
  @Setup
  public void putWhole() {
    putInto(whole);
    frames.stamp(whole, OFFSET, OFFSET);
  }

  /** Puts one frame. */
  @Benchmark
  public int put() {
    batch.clear();
    putInto(batch);
    return batch.position();
  }

  private void putInto(ByteBuffer target) {
    ByteBuffer content = payload.limit(payloadBytes).position(0);
    Frames.put(target, FrameKind.ENTRY, Frames.LAST, 7, content, crc);
  }

  /** Closes a frame. */
  @Benchmark
  public int stamp() {
    frames.stamp(whole, OFFSET, OFFSET);
    return whole.position();
  }

  /** Verifies a frame. */
  @Benchmark
  public boolean verify() {
    return frames.verifyHeader(whole, 0, OFFSET) && frames.verifyPayload(whole, 0);
  }

  /** Computes the checksum of as many bytes. */
  @Benchmark
  public long checksum() {
    crc.reset();
    crc.update(payload.limit(payloadBytes).position(0));
    return crc.getValue();
  }
}
