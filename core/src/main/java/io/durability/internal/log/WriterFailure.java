package io.durability.internal.log;

import io.durability.errors.ConditionNotMetException;
import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.errors.PoisonedException;
import io.durability.errors.SupersededException;
import java.util.concurrent.CompletionException;

/** Turns the first failure of a writer into what every later call fails with. */
final class WriterFailure {

  private static final String SUPERSEDED = "another writer has taken over";
  private static final String POISONED = "a write or sync failed, nothing more is acknowledged";

  private WriterFailure() {}

  /** Returns what a failed write, sync or rotation means for the writer. */
  static DurabilityException of(Throwable thrown, Location location) {
    Throwable cause = thrown instanceof CompletionException e ? e.getCause() : thrown;
    return cause instanceof SupersededException || cause instanceof ConditionNotMetException
        ? new SupersededException(SUPERSEDED, location, cause)
        : new PoisonedException(POISONED, location, cause);
  }

  /** Returns an exception like a recorded one, with the stack of the thread that meets it. */
  static DurabilityException copyOf(DurabilityException recorded) {
    return recorded instanceof SupersededException
        ? new SupersededException(SUPERSEDED, recorded.location(), recorded)
        : new PoisonedException(POISONED, recorded.location(), recorded);
  }
}
