package io.durability.benchmarks;

import io.durability.Codec;
import java.nio.ByteBuffer;

/** Reads of an entry how long it is, without a copy of it. */
public final class Lengths implements Codec<Integer> {

  /** For one reader. */
  public Lengths() {}

  @Override
  public ByteBuffer encode(Integer length) {
    return ByteBuffer.allocate(length);
  }

  @Override
  public Integer decode(ByteBuffer payload) {
    return payload.remaining();
  }
}
