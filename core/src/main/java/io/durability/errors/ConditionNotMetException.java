package io.durability.errors;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A write was asked for under a condition that does not hold, and nothing was changed. Reaction:
 * read the current version, decide again.
 */
public final class ConditionNotMetException extends DurabilityException {

  private static final long serialVersionUID = 1L;

  private final @Nullable String current;

  /**
   * Says which condition did not hold.
   *
   * @param current the version found, or null if the file is absent
   */
  public ConditionNotMetException(String what, Location location, @Nullable String current) {
    this(current, what + ", found=" + (current == null ? "absent" : current), location);
  }

  private ConditionNotMetException(@Nullable String current, String text, Location location) {
    super(text, location, null);
    this.current = current;
  }

  /** Returns the version that the file has, or empty if it is absent. */
  public Optional<String> current() {
    return Optional.ofNullable(current);
  }

  @Override
  ConditionNotMetException copy(String text, Location place) {
    return new ConditionNotMetException(current, text, place);
  }
}
