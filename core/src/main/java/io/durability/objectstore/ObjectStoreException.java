package io.durability.objectstore;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A request to an object store did not do what was asked. Internal to the layer and its adapters:
 * users of a directory see the family of {@code io.durability.errors}. The message carries no
 * secret: no credentials, signatures or signed addresses.
 */
public final class ObjectStoreException extends IOException {

  private static final long serialVersionUID = 1L;

  /** What a failure means for whoever asked. */
  public enum Kind {
    /**
     * The store refused because the condition does not hold. This request changed nothing, but if
     * it was sent twice, by whatever part of the stack, its twin may have.
     */
    CONDITION_FAILED,
    /** Another request for the key was under way; the store asks to try again. Nothing changed. */
    CONFLICT,
    /** There is no such object, version or upload. Nothing changed. */
    NOT_FOUND,
    /** Too many requests; to be tried again later. Nothing changed. */
    THROTTLED,
    /**
     * No answer, half an answer, or the store failed inside: a time-out, a reset, a cut or damaged
     * body, 500. The request may have taken effect, or may do so later.
     */
    UNKNOWN,
    /**
     * Credentials are missing, expired or not sufficient, or the clock is too far off. Nothing
     * changed. A retry may help once somebody has renewed them.
     */
    DENIED,
    /** The store cannot do what was asked, and never will. Nothing changed. */
    REJECTED
  }

  private final Kind kind;

  /**
   * Makes a failure.
   *
   * @param what what happened, with the store's own code, without a secret
   */
  public ObjectStoreException(Kind kind, String what, @Nullable Throwable cause) {
    super(what, cause);
    this.kind = kind;
  }

  /** Returns what the failure means. */
  public Kind kind() {
    return kind;
  }
}
