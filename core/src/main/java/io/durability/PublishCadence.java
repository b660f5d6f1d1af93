package io.durability;

/**
 * Counts entries and their bytes, and says when the next publish is due. Guarded by its own
 * monitor.
 */
final class PublishCadence {

  /** Stands for "never". */
  static final long NEVER = Long.MAX_VALUE;

  private final long everyEntries;
  private final long everyBytes;

  /** Since the state that the newest checkpoint has. */
  private long unpublished;

  /** Since the last attempt to publish, whatever came of it. */
  private long entries;

  private long bytes;
  private boolean running;

  PublishCadence(long everyEntries, long everyBytes) {
    this.everyEntries = everyEntries;
    this.everyBytes = everyBytes;
  }

  /** Begins anew, at a state that is a checkpoint's or the initial one. */
  synchronized void restart() {
    unpublished = 0;
    entries = 0;
    bytes = 0;
  }

  /** Counts an entry that was applied. */
  synchronized void count(int payloadBytes) {
    unpublished++;
    entries++;
    bytes += payloadBytes;
  }

  /** Tells whether there are entries that the newest checkpoint does not cover. */
  synchronized boolean hasUnpublished() {
    return unpublished > 0;
  }

  /** Takes the duty to publish automatically, if it is time and nobody else has it. */
  synchronized boolean takeDuty() {
    if (running || (entries < everyEntries && bytes < everyBytes)) {
      return false;
    }
    running = true;
    return true;
  }

  synchronized void endDuty() {
    running = false;
  }

  /** An attempt begins, with the state as it is now. */
  synchronized void attempt() {
    entries = 0;
    bytes = 0;
  }

  /** The attempt has succeeded; what was counted since it began is what is left. */
  synchronized void published() {
    unpublished = entries;
  }
}
