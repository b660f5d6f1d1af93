package io.durability.errors;

import org.jspecify.annotations.Nullable;

/** The file that was named is not there. Reaction: use another name, or create it. */
public final class NotFoundException extends DurabilityException {

  private static final long serialVersionUID = 1L;

  /** Says what failed and where. */
  public NotFoundException(String what, Location location) {
    this(what, location, null);
  }

  /** Says what failed and where, and keeps the cause. */
  public NotFoundException(String what, Location location, @Nullable Throwable cause) {
    super(what, location, cause);
  }

  @Override
  NotFoundException copy(String text, Location place) {
    return new NotFoundException(text, place, getCause());
  }
}
