package io.durability.errors;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A storage operation did not do what was asked. Each subtype stands for one reaction of the
 * caller; the message says what, where, expected and found.
 *
 * <p>Mistakes in a call (a malformed name, URI, option or size) are {@link
 * IllegalArgumentException}s and use after {@code close} is an {@link IllegalStateException}:
 * neither changes anything.
 */
public abstract sealed class DurabilityException extends IOException
    permits ConditionNotMetException,
        CorruptException,
        NotFoundException,
        PoisonedException,
        SupersededException,
        TruncatedException,
        UnavailableException,
        UnsupportedException {

  private static final long serialVersionUID = 1L;

  private final String what;
  private final Location location;

  DurabilityException(String what, Location location, @Nullable Throwable cause) {
    super(what + " [" + location + "]", cause);
    this.what = what;
    this.location = location;
  }

  /** Returns the place the failure is about. */
  public final Location location() {
    return location;
  }

  /**
   * Returns the same failure told of another place: same type, text, cause and stack. For a
   * directory that gives the files of another one other names.
   */
  public final DurabilityException withLocation(Location other) {
    DurabilityException told = copy(what, other);
    told.setStackTrace(getStackTrace());
    for (Throwable suppressed : getSuppressed()) {
      told.addSuppressed(suppressed);
    }
    return told;
  }

  /** Returns a failure of the same type with the same cause. */
  abstract DurabilityException copy(String text, Location place);
}
