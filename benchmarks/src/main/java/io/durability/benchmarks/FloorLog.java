package io.durability.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;
import java.util.zip.CRC32C;

/**
 * The least that a log can do: length, CRC32C, payload, in a file that has its space; group commit
 * by an owner thread. What it reaches is in reach, not a bound. It recovers nothing.
 *
 * <p>Buffered appends and replays are from one thread, and not mixed with durable ones.
 */
public final class FloorLog implements Contender {

  private static final int BUFFER_BYTES = 1 << 20;
  private static final int HEADER_BYTES = 8;
  private static final int PADDING = 4096;

  private final Path file;
  private final SegmentFile segment;
  private final CommitPipeline pipeline;
  private final FileChannel channel;
  private final ByteBuffer buffer = Buffers.direct(BUFFER_BYTES);
  private final CRC32C crc = new CRC32C();
  private long position;

  private FloorLog(Path file, int payloadBytes) throws IOException {
    this.file = file;
    this.segment =
        new SegmentFile(file, ChannelKind.ASYNC, Growth.REUSED, SegmentFile.SEGMENT_BYTES);
    this.pipeline =
        new CommitPipeline(
            segment,
            Leadership.CALLER_THEN_OWNER,
            FrameCheck.TWO_CRCS,
            PADDING,
            GroupCommitRun.IN_FLIGHT_MAX,
            payloadBytes);
    this.channel = FileChannel.open(file, StandardOpenOption.WRITE);
  }

  /** Creates its file, with zeros that are durable, in a folder. */
  public static FloorLog create(Path folder, int payloadBytes, long bufferedBytes)
      throws IOException {
    Path file = folder.resolve("floor");
    int bytes = Math.toIntExact(Math.max(SegmentFile.SEGMENT_BYTES, bufferedBytes));
    SegmentFile.prepare(file, ChannelKind.FILE, bytes);
    return new FloorLog(file, payloadBytes);
  }

  @Override
  public void appendBuffered(byte[] payload) throws IOException {
    if (buffer.remaining() < HEADER_BYTES + payload.length) {
      drain();
    }
    crc.reset();
    crc.update(payload, 0, payload.length);
    buffer.putInt(payload.length).putInt((int) crc.getValue()).put(payload);
  }

  @Override
  public void sync() throws IOException {
    drain();
    channel.force(false);
  }

  private void drain() throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      position += channel.write(buffer, position);
    }
    buffer.clear();
  }

  /** Through a map, and checked. */
  @Override
  public long replay() throws IOException {
    try (FileChannel read = FileChannel.open(file, StandardOpenOption.READ)) {
      MappedByteBuffer map = read.map(FileChannel.MapMode.READ_ONLY, 0, position);
      map.order(ByteOrder.LITTLE_ENDIAN);
      long bytes = 0;
      while (map.remaining() >= HEADER_BYTES) {
        int length = map.getInt();
        int expected = map.getInt();
        int end = map.position() + length;
        crc.reset();
        crc.update(map.limit(end));
        map.limit((int) position);
        if ((int) crc.getValue() != expected) {
          throw new IOException("checksum at " + map.position());
        }
        bytes += length;
      }
      return bytes;
    }
  }

  /** Runs over the same bytes with the checksum only: what no replay through a map can beat. */
  public long checksum() throws IOException {
    try (FileChannel read = FileChannel.open(file, StandardOpenOption.READ)) {
      crc.reset();
      crc.update(read.map(FileChannel.MapMode.READ_ONLY, 0, position));
      return crc.getValue() < 0 ? 0 : position;
    }
  }

  /** Writes and syncs one frame after the other, and nothing else. */
  public Measurement rawLoop(int payloadBytes, long nanos) throws IOException {
    return RawLoop.run(segment, payloadBytes, PADDING, nanos);
  }

  @Override
  public void append(byte[] payload) {
    pipeline.append(payload);
  }

  @Override
  public CompletableFuture<?> appendAsync(byte[] payload) {
    return pipeline.appendAsync(payload);
  }

  @Override
  public long syncs() {
    return pipeline.syncs();
  }

  @Override
  public void close() throws IOException {
    pipeline.close();
    segment.close();
    channel.close();
  }
}
