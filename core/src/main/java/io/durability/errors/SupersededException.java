package io.durability.errors;

import org.jspecify.annotations.Nullable;

/**
 * Another writer has taken over this log or file. Reaction: stop writing; open again if this
 * process is to take over in turn. Nothing that was acknowledged is lost.
 */
public final class SupersededException extends DurabilityException {

  private static final long serialVersionUID = 1L;

  /** Says what failed and where. */
  public SupersededException(String what, Location location) {
    this(what, location, null);
  }

  /** Says what failed and where, and keeps the cause. */
  public SupersededException(String what, Location location, @Nullable Throwable cause) {
    super(what, location, cause);
  }

  @Override
  SupersededException copy(String text, Location place) {
    return new SupersededException(text, place, getCause());
  }
}
