package io.durability.errors;

import org.jspecify.annotations.Nullable;

/**
 * The place a reader was at is gone: its segment was truncated, or its file replaced or cut, while
 * it was being read. Reaction: start over from the newest checkpoint or a later id.
 */
public final class TruncatedException extends DurabilityException {

  private static final long serialVersionUID = 1L;

  /** Says what failed and where. */
  public TruncatedException(String what, Location location) {
    this(what, location, null);
  }

  /** Says what failed and where, and keeps the cause. */
  public TruncatedException(String what, Location location, @Nullable Throwable cause) {
    super(what, location, cause);
  }

  @Override
  TruncatedException copy(String text, Location place) {
    return new TruncatedException(text, place, getCause());
  }
}
