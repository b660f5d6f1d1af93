package io.durability.errors;

import org.jspecify.annotations.Nullable;

/**
 * The store or this version of the library cannot do what was asked: a file of a newer format, a
 * verb the backend does not have, a limit that it cannot keep. Reaction: change the set-up or
 * upgrade; trying again will not help.
 */
public final class UnsupportedException extends DurabilityException {

  private static final long serialVersionUID = 1L;

  /** Says what failed and where. */
  public UnsupportedException(String what, Location location) {
    this(what, location, null);
  }

  /** Says what failed and where, and keeps the cause. */
  public UnsupportedException(String what, Location location, @Nullable Throwable cause) {
    super(what, location, cause);
  }

  @Override
  UnsupportedException copy(String text, Location place) {
    return new UnsupportedException(text, place, getCause());
  }
}
