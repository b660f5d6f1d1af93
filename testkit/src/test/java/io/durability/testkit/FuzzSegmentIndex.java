package io.durability.testkit;

import static io.durability.testkit.Fuzzed.require;

import io.durability.segments.SegmentCodecs;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;

/** Fuzzes entries and states of a segment index: each has one encoding, and no other is decoded. */
public final class FuzzSegmentIndex {

  private FuzzSegmentIndex() {}

  /** Takes any bytes; the first one tells whether the others are an entry or a state. */
  public static void fuzzerTestOneInput(byte[] data) {
    boolean entry = Fuzzed.sealed(data);
    byte[] content = Fuzzed.content(data);
    AtomicReference<byte[]> again = new AtomicReference<>();
    boolean accepted =
        Fuzzed.accepts(
            content.length,
            IOException.class,
            () ->
                again.set(
                    entry ? SegmentCodecs.entryAgain(content) : SegmentCodecs.stateAgain(content)));
    require(!accepted || Arrays.equals(again.get(), content), "encoded again it is another");
  }
}
