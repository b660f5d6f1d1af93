package io.durability.errors;

import org.jspecify.annotations.Nullable;

/**
 * Bytes that had been durable are damaged or missing. Reaction: don't write; restore the named file
 * from a copy, or decide with the operations guide what can be given up. Reading changed nothing.
 */
public final class CorruptException extends DurabilityException {

  private static final long serialVersionUID = 1L;

  /** Says what is damaged and where. */
  public CorruptException(String what, Location location) {
    this(what, location, null);
  }

  /** Says what is damaged and where, and keeps the cause. */
  public CorruptException(String what, Location location, @Nullable Throwable cause) {
    super(what, location, cause);
  }

  /** Says what is damaged and where, what had to be there and what was found. */
  public static CorruptException mismatch(
      String what, Location location, Object expected, Object found) {
    return new CorruptException(what + ", expected=" + expected + ", found=" + found, location);
  }

  @Override
  CorruptException copy(String text, Location place) {
    return new CorruptException(text, place, getCause());
  }
}
