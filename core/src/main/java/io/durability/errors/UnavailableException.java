package io.durability.errors;

import org.jspecify.annotations.Nullable;

/**
 * The store could not be reached, refused for now, or is held by another directory object, in this
 * process or another; bounded retries are used up. Reaction: try again later, or mend what the
 * cause tells (disk full, permission, lock).
 */
public final class UnavailableException extends DurabilityException {

  private static final long serialVersionUID = 1L;

  /** Says what failed and where. */
  public UnavailableException(String what, Location location) {
    this(what, location, null);
  }

  /** Says what failed and where, and keeps the cause. */
  public UnavailableException(String what, Location location, @Nullable Throwable cause) {
    super(what, location, cause);
  }

  @Override
  UnavailableException copy(String text, Location place) {
    return new UnavailableException(text, place, getCause());
  }
}
