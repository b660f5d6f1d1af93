package io.durability.internal.log;

/**
 * When what was appended is to be synced: at once if somebody waits for it, else when the interval
 * ends that its first append began; and for how long a batch goes on to fill although it is due.
 *
 * <p>All methods are called with the pipeline's lock held. Times are nanoseconds of the settings'
 * clock.
 */
final class CommitDue {

  private final WriterSettings settings;
  private final long lingerNanos;

  /** Whether somebody waits for what is there by now. */
  private boolean wanted;

  /** When what is there by now must be durable. */
  private long dueAt = CommitDaemon.NEVER;

  /** When a batch was last taken. */
  private long takenAt;

  CommitDue(WriterSettings settings, long lingerNanos) {
    this.settings = settings;
    this.lingerNanos = lingerNanos;
  }

  private long now() {
    return settings.nanoClock().getAsLong();
  }

  /** Has what is there by now synced as soon as possible. */
  void want() {
    wanted = true;
  }

  /** Has what is there by now synced when the policy says so. */
  void appended() {
    if (settings.intervalNanos() == 0) {
      wanted = true;
    } else if (settings.intervalNanos() != CommitDaemon.NEVER && dueAt == CommitDaemon.NEVER) {
      dueAt = now() + settings.intervalNanos();
    }
  }

  /** Tells whether it is time to sync. */
  boolean isNow() {
    return wanted || (dueAt != CommitDaemon.NEVER && now() - dueAt >= 0);
  }

  /** Returns when what is there must be durable, or {@link CommitDaemon#NEVER}. */
  long at() {
    return dueAt;
  }

  /** Notes that a batch was taken; returns whether it is to be synced, which then is settled. */
  boolean take() {
    if (lingerNanos > 0) {
      takenAt = now();
    }
    boolean sync = isNow();
    if (sync) {
      wanted = false;
      dueAt = CommitDaemon.NEVER;
    }
    return sync;
  }

  /** Returns how long a batch goes on to fill although it is due; 0 or less if not at all. */
  long lingerLeft() {
    return lingerNanos > 0 && isNow() ? takenAt + lingerNanos - now() : 0;
  }
}
