package io.durability.benchmarks;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files of one run, in a folder of their own that goes away with it. Used by one thread. */
final class Workspace implements Closeable {
  /** Small, because it is written anew before each use; a round must not come to its end. */
  private static final int COLD_BYTES = 32 << 20;

  private final Path folder;
  private final Path reused;
  private final Path cold;
  private final Path fresh;

  Workspace(Path parent) throws IOException {
    folder = Files.createTempDirectory(parent, "write-path-");
    reused = folder.resolve("reused");
    cold = folder.resolve("cold");
    fresh = folder.resolve("fresh");
    SegmentFile.prepare(reused, ChannelKind.FILE, SegmentFile.SEGMENT_BYTES);
  }

  /** The file that is opened again and again. */
  SegmentFile reused(ChannelKind kind) throws IOException {
    return new SegmentFile(reused, kind, Growth.REUSED, SegmentFile.SEGMENT_BYTES);
  }

  /** A file that comes to its space as {@code growth} says. */
  SegmentFile open(Growth growth) throws IOException {
    if (growth == Growth.REUSED) {
      return reused(ChannelKind.FILE);
    }
    if (growth == Growth.REUSED_COLD) {
      SegmentFile.prepare(cold, ChannelKind.DIRECT_DSYNC, COLD_BYTES);
      return new SegmentFile(cold, ChannelKind.FILE, growth, COLD_BYTES);
    }
    Files.deleteIfExists(fresh);
    return new SegmentFile(fresh, ChannelKind.FILE, growth, SegmentFile.SEGMENT_BYTES);
  }

  @Override
  public void close() throws IOException {
    for (Path file : new Path[] {reused, cold, fresh}) {
      Files.deleteIfExists(file);
    }
    Files.delete(folder);
  }
}
