package io.durability.errors;

import org.jspecify.annotations.Nullable;

/**
 * An earlier write or sync failed, so nothing is accepted or acknowledged any more: whether its
 * bytes reached the store is unknown, and asking again could report as durable what was lost. The
 * cause is that first failure. Reaction: close, mend what the cause tells, open again; recovery
 * returns at least what was acknowledged.
 */
public final class PoisonedException extends DurabilityException {

  private static final long serialVersionUID = 1L;

  /** Says what failed and where. */
  public PoisonedException(String what, Location location) {
    this(what, location, null);
  }

  /** Says what failed and where, and keeps the cause. */
  public PoisonedException(String what, Location location, @Nullable Throwable cause) {
    super(what, location, cause);
  }

  @Override
  PoisonedException copy(String text, Location place) {
    return new PoisonedException(text, place, getCause());
  }
}
