package io.durability.errors;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that had been durable are damaged or missing. Reaction: don't write; restore the named file
 * from a copy, or decide with the operations guide what can be given up. Reading changed nothing.
 */
public final class CorruptException extends DurabilityException {

  private static final long serialVersionUID = 1L;

  private final @Nullable String expected;
  private final @Nullable String found;

  /** Says what is damaged and where. */
  public CorruptException(String what, Location location) {
    this(what, location, null);
  }

  /** Says what is damaged and where, and keeps the cause. */
  public CorruptException(String what, Location location, @Nullable Throwable cause) {
    super(what, location, cause);
    this.expected = null;
    this.found = null;
  }

  private CorruptException(String what, Location location, String expected, String found) {
    super(what + ", expected=" + expected + ", found=" + found, location, null);
    this.expected = expected;
    this.found = found;
  }

  /** Says what is damaged and where, what had to be there and what was found. */
  public static CorruptException mismatch(
      String what, Location location, Object expected, Object found) {
    return new CorruptException(what, location, String.valueOf(expected), String.valueOf(found));
  }

  /** Returns what had to be there, if the message says so. */
  public Optional<String> expected() {
    return Optional.ofNullable(expected);
  }

  /** Returns what was there instead, if the message says so. */
  public Optional<String> found() {
    return Optional.ofNullable(found);
  }

  @Override
  CorruptException copy(String text, Location place) {
    return new CorruptException(text, place, getCause());
  }
}
