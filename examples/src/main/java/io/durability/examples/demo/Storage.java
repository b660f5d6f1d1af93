package io.durability.examples.demo;

/** How a child keeps what it has not synced yet, and so what a kill takes away. */
public enum Storage {
  /** The directory as it is: what was written stays, since the operating system has it. */
  PLAIN,
  /** In the heap of the child, so that a kill loses it, as a power cut would. */
  WRITE_BACK,
  /**
   * Likewise, but a sync does nothing and says that it did; without publishes, see {@link Child}.
   */
  SABOTAGED;

  /** Returns what a round uses: plain and write-back in turn, so that both are seen. */
  static Storage of(int round, boolean sabotage) {
    if (sabotage) {
      return SABOTAGED;
    }
    return round % 2 == 1 ? PLAIN : WRITE_BACK;
  }
}
