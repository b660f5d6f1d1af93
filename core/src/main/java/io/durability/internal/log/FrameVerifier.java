package io.durability.internal.log;

import io.durability.errors.DurabilityException;
import io.durability.internal.format.FrameKind;
import io.durability.internal.format.Frames;
import org.jspecify.annotations.Nullable;

/** Verifies the frames of a segment, one at a time, in the window that it is read through. */
final class FrameVerifier {

  private final Window window;
  private final Frames frames;

  FrameVerifier(Window window, Frames frames) {
    this.window = window;
    this.frames = frames;
  }

  /** What is wrong with a frame; whether it is only that it is whole, but not the next one. */
  record Fault(String what, boolean isAnotherEntry) {
    Fault(String what) {
      this(what, false);
    }
  }

  /**
   * Verifies the frame at an offset and leaves it in the window.
   *
   * @param limit up to where there may be content
   * @param expectedId the next entry's
   * @return what is wrong, or null
   */
  @Nullable Fault verify(long offset, long limit, long expectedId) throws DurabilityException {
    if (limit - offset < Frames.HEADER_BYTES) {
      return new Fault("frame header cut off");
    }
    while (true) {
      int at = window.at(offset, Frames.HEADER_BYTES);
      long fill = window.fills();
      Fault fault = verify(at, offset, limit, expectedId);
      // The file of a segment that is deleted may be written again while it is read: what verified
      // as a header counts for the payload that was read with it, and no other.
      if (window.fills() == fill) {
        return fault;
      }
    }
  }

  private @Nullable Fault verify(int index, long offset, long limit, long expectedId)
      throws DurabilityException {
    int at = index;
    if (!frames.verifyHeader(window.bytes(), at, offset)) {
      return new Fault("frame header does not verify");
    }
    long id = Frames.entryId(window.bytes(), at);
    long expected =
        Frames.kind(window.bytes(), at) == FrameKind.WATERMARK ? expectedId - 1 : expectedId;
    if (id != expected) {
      // Not damage by itself: a power loss can take frames in the middle of a batch in flight, and
      // leave zeros that look like padding.
      return new Fault("entry id " + id + " in the place of " + expected, true);
    }
    long framed = Frames.framedBytes(Frames.payloadBytes(window.bytes(), at));
    if (limit - offset < framed) {
      return new Fault("frame cut off");
    }
    at = window.at(offset, (int) framed);
    return frames.verifyPayload(window.bytes(), at) ? null : new Fault("payload checksum mismatch");
  }
}
