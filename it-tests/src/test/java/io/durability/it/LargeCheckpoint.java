package io.durability.it;

import io.durability.Codecs;
import io.durability.Log;
import io.durability.PublishResult;
import io.durability.Publisher;
import io.durability.Recovery;
import io.durability.StateCodec;
import io.durability.storage.Directories;
import io.durability.storage.Directory;
import io.durability.testkit.host.ChildJvm;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.Arrays;
import java.util.SplittableRandom;

/** A process that publishes a state which it never has in memory as a whole, and recovers it. */
final class LargeCheckpoint {

  private static final int PIECE = 64 << 10;

  private LargeCheckpoint() {}

  /** A state of so many bytes, made up as they are written and compared as they are read. */
  private record Bytes(long expected) implements StateCodec<Long> {
    @Override
    public void write(Long size, OutputStream out) throws IOException {
      SplittableRandom random = new SplittableRandom(size);
      byte[] piece = new byte[PIECE];
      for (long at = 0; at < size; at += PIECE) {
        random.nextBytes(piece);
        out.write(piece, 0, (int) Math.min(PIECE, size - at));
      }
    }

    @Override
    public Long read(InputStream in) throws IOException {
      SplittableRandom random = new SplittableRandom(expected);
      byte[] piece = new byte[PIECE];
      long size = 0;
      for (byte[] found = in.readNBytes(PIECE); found.length > 0; found = in.readNBytes(PIECE)) {
        random.nextBytes(piece);
        if (!Arrays.equals(found, 0, found.length, piece, 0, found.length)) {
          throw new IOException("state differs in the piece at " + size);
        }
        size += found.length;
      }
      return size;
    }
  }

  /**
   * Runs.
   *
   * @param args URI, bytes of the state
   */
  public static void main(String[] args) throws IOException {
    Bytes codec = new Bytes(Long.parseLong(args[1]));
    try (Directory directory = Directories.open(URI.create(args[0]), ChildJvm.options())) {
      try (Log<String> log = Log.open(directory, Codecs.utf8())) {
        long id = log.appendDurable("an entry");
        PublishResult result = Publisher.of(codec).publish(log, codec.expected(), id);
        System.out.println("published " + result.checkpoint());
      }
      long recovered =
          Recovery.of(directory, codec, Codecs.utf8(), () -> 0L, (state, id, entry) -> state)
              .latest()
              .state();
      System.out.println(
          "recovered " + recovered + " with a heap of " + Runtime.getRuntime().maxMemory());
    }
  }
}
