package io.durability.testkit;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A failure that was planted in a {@link FaultDirectory}.
 *
 * <p>Threads: any.
 */
public final class Fault {

  /** What the failing operation has done when it fails. */
  public enum Mode {
    /** Nothing. Bytes that waited for the failing sync are lost. */
    BEFORE,
    /** Everything: it was applied, durably, and the answer was lost. */
    AFTER,
    /**
     * A part, where the verb allows that: the first half of the bytes of a write to a file writer
     * or appender, of the bytes that wait for a sync, of a read, or of the names of a delete; both
     * names after a rename that is not atomic. Where a verb is atomic, nothing.
     */
    SHORT
  }

  private final When when;
  private final When.Counter counter;
  private final Mode mode;
  private final boolean forever;
  private @Nullable Operation firedAt;

  Fault(When when, Mode mode, boolean forever) {
    this.when = when;
    this.counter = when.counter();
    this.mode = mode;
    this.forever = forever;
  }

  synchronized boolean strikes(Operation operation) {
    if (!counter.reached(operation) || (firedAt != null && !forever)) {
      return false;
    }
    if (firedAt == null) {
      firedAt = operation;
    }
    return true;
  }

  Mode mode() {
    return mode;
  }

  /** Returns whether any operation has failed by this fault. */
  public boolean fired() {
    return firedAt().isPresent();
  }

  /** Returns the first operation that failed by this fault. */
  public synchronized Optional<Operation> firedAt() {
    return Optional.ofNullable(firedAt);
  }

  @Override
  public synchronized String toString() {
    return mode
        + (forever ? " for ever" : " once")
        + ", "
        + when
        + (firedAt == null ? ", not fired" : ", fired at " + firedAt);
  }
}
