package io.durability.segments;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Lends the codecs of the segment index to tests of other packages: decodes, and encodes again. */
public final class SegmentCodecs {

  private SegmentCodecs() {}

  /** Returns an entry as it is encoded again. */
  public static byte[] entryAgain(byte[] bytes) throws IOException {
    SegmentEntry entry = SegmentEntryCodec.INSTANCE.decode(ByteBuffer.wrap(bytes));
    return entry(entry);
  }

  /** Returns an entry as it is encoded. */
  public static byte[] entry(SegmentEntry entry) {
    ByteBuffer encoded = SegmentEntryCodec.INSTANCE.encode(entry);
    byte[] again = new byte[encoded.remaining()];
    encoded.get(again);
    return again;
  }

  /** Returns a state as it is encoded again. */
  public static byte[] stateAgain(byte[] bytes) throws IOException {
    return state(SegmentStateCodec.INSTANCE.read(new ByteArrayInputStream(bytes)));
  }

  /** Returns a state as it is encoded. */
  public static byte[] state(SegmentState state) throws IOException {
    ByteArrayOutputStream again = new ByteArrayOutputStream();
    SegmentStateCodec.INSTANCE.write(state, again);
    return again.toByteArray();
  }

  /** Applies an entry to a state. */
  public static void apply(SegmentState state, SegmentEntry entry) {
    state.apply(entry);
  }
}
