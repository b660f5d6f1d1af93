package io.durability.testkit;

import io.durability.Codec;
import io.durability.StateCodec;
import java.nio.ByteBuffer;

/** The smallest state there is, for tests of what happens around it. */
public final class LongState {

  /** Writes eight bytes. */
  public static final StateCodec<Long> CODEC =
      StateCodec.of(
          new Codec<>() {
            @Override
            public ByteBuffer encode(Long state) {
              return ByteBuffer.allocate(Long.BYTES).putLong(0, state);
            }

            @Override
            public Long decode(ByteBuffer payload) {
              return payload.getLong();
            }
          });

  private LongState() {}
}
