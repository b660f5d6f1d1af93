package io.durability.internal.format;

import java.nio.ByteBuffer;

/** The object which tells that a store was found to enforce conditions: a prelude, no more. */
public final class ProbeMarker {

  private ProbeMarker() {}

  /** Returns the marker as bytes, from position to limit. */
  public static ByteBuffer encode() {
    ByteBuffer target = Bytes.allocate(Prelude.BYTES);
    Prelude.put(target, Prelude.PROBE);
    return target.flip();
  }
}
