package io.durability.objectstore;

import io.durability.errors.CorruptException;
import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.errors.NotFoundException;
import io.durability.errors.TruncatedException;
import io.durability.internal.format.ChunkHeader;
import io.durability.storage.FileName;
import io.durability.storage.FileReader;
import java.nio.ByteBuffer;
import java.util.Objects;

/** Reads an append file as its chunks were when it was opened; they never change. */
final class ChunkReader implements FileReader {

  private final RunReader runs;
  private final FileName name;
  private final Location location;
  private final long size;
  private final ReadAhead content;
  private volatile boolean closed;

  ChunkReader(RunReader runs, FileName name, Location location, long size, ReadAhead content) {
    this.runs = runs;
    this.name = name;
    this.location = location;
    this.size = size;
    this.content = content;
  }

  /** Makes a file of the chunks of a run. */
  static ReadAhead content(FirstChunks first, Answers answers, ChunkRun run, int inFlight) {
    long[] starts = new long[run.sizes().size() + 1];
    for (int i = 0; i < run.sizes().size(); i++) {
      starts[i + 1] = starts[i] + Math.max(0, run.sizes().get(i) - ChunkHeader.BYTES);
    }
    return new ReadAhead(
        starts,
        index -> first.read(index, starts[index], run.sizes().get(index)),
        answers,
        inFlight);
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public void read(long position, ByteBuffer target) throws DurabilityException {
    if (closed) {
      throw new IllegalStateException("reader is closed [" + location + "]");
    }
    Objects.checkFromIndexSize(position, (long) target.remaining(), size);
    int start = target.position();
    try {
      content.read(position, target, location);
    } catch (NotFoundException e) {
      target.position(start);
      if (!runs.list(name, location).exists()) {
        throw new TruncatedException("file was deleted while it was read", location, e);
      }
      throw new CorruptException("a chunk is missing", e.location(), e);
    } catch (DurabilityException e) {
      target.position(start);
      throw e;
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}
