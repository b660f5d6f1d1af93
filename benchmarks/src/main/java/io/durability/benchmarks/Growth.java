package io.durability.benchmarks;

/** How the file comes to the space that batches are written to. */
enum Growth {
  GROWING_METADATA("growing, force(true)", 0),
  GROWING("growing, force(false)", 0),
  STEPS_256K("zeros in steps of 256 KiB, own sync", 256 << 10),
  STEPS_1M("zeros in steps of 1 MiB, own sync", 1 << 20),
  STEPS_4M("zeros in steps of 4 MiB, own sync", 4 << 20),
  STEPS_16M("zeros in steps of 16 MiB, own sync", 16 << 20),
  /** One {@code force(true)} for the zeros and the first batch in them. */
  STEPS_1M_JOINED("zeros in steps of 1 MiB, synced with the batch", 1 << 20),
  /** A new file for each round; the time to fill it is not in the figures but noted beside them. */
  WHOLE("64 MiB of zeros ahead", 64 << 20),
  REUSED("reused file", 0),
  /** Written past the page cache before each round, so that a partial page has to be read first. */
  REUSED_COLD("reused file, not in the page cache", 0);

  final String label;

  /** How many zeros are written at once, or 0. */
  final int stepBytes;

  Growth(String label, int stepBytes) {
    this.label = label;
    this.stepBytes = stepBytes;
  }

  boolean grows() {
    return this == GROWING || this == GROWING_METADATA;
  }

  boolean reuses() {
    return this == REUSED || this == REUSED_COLD;
  }
}
