package io.durability.testkit;

import static io.durability.testkit.Fuzzed.require;

import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.internal.format.SegmentHeader;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;

/** Fuzzes the header of a segment: what is accepted encodes to the same bytes again. */
public final class FuzzSegmentHeader {

  private static final Location LOCATION = Location.of("fuzz");

  private FuzzSegmentHeader() {}

  /** Takes any bytes. */
  public static void fuzzerTestOneInput(byte[] data) {
    byte[] file = Fuzzed.content(data);
    if (Fuzzed.sealed(data)) {
      Seals.header(file);
    }
    AtomicReference<SegmentHeader> decoded = new AtomicReference<>();
    boolean accepted =
        Fuzzed.accepts(
            file.length,
            DurabilityException.class,
            () -> decoded.set(SegmentHeader.decode(LogBytes.buffer(file), LOCATION)));
    if (!accepted) {
      return;
    }
    SegmentHeader header = decoded.get();
    ByteBuffer again = header.encode();
    require(
        again.equals(ByteBuffer.wrap(file, 0, header.encodedBytes())),
        "encoded again it is another header");
    require(header.firstId() >= 1 && header.segment() > header.predecessor(), "" + header);
  }
}
