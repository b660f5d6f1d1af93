package io.durability.benchmarks;

/** What a frame costs the processor, without any disk. */
final class FrameCost {
  private static final int FRAMES = 64;

  private FrameCost() {}

  /** Frames per second of one thread that does it all, or only what the leader does at hand-off. */
  static Measurement run(FrameCheck check, int payloadBytes, boolean leaderPart, long nanos) {
    FrameBuffer frames = new FrameBuffer(check, FRAMES, payloadBytes);
    byte[] payload = new byte[payloadBytes];
    long done = 0;
    long spent = 0;
    while (spent < nanos) {
      long start = System.nanoTime();
      for (int i = 0; i < FRAMES; i++) {
        frames.add(done + i, payload, check.callerPart(payload));
      }
      long handOff = System.nanoTime();
      frames.close(done, Buffers.PACKED);
      long end = System.nanoTime();
      frames.clear();
      spent += end - (leaderPart ? handOff : start);
      done += FRAMES;
    }
    return Measurement.ofRate(done * 1e9 / spent);
  }
}
