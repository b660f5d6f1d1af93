package io.durability.benchmarks;

import io.durability.Codec;
import io.durability.LogReader;
import io.durability.storage.Directory;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads of an entry how long it is, without a copy of it. */
public final class Lengths implements Codec<Integer> {

  private Lengths() {}

  /** Reads a log from its first entry on, and returns how many bytes its entries have. */
  public static long sum(Directory directory) throws IOException {
    long bytes = 0;
    try (LogReader<Integer> reader =
        LogReader.open(directory, new Lengths(), 1, LogReader.Extent.WRITTEN)) {
      while (reader.next()) {
        bytes += reader.entry();
      }
    }
    return bytes;
  }

  @Override
  public ByteBuffer encode(Integer length) {
    return ByteBuffer.allocate(length);
  }

  @Override
  public Integer decode(ByteBuffer payload) {
    return payload.remaining();
  }
}
