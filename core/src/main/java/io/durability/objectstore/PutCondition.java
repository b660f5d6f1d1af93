package io.durability.objectstore;

/**
 * What must hold of a key for an object to be written there; the store checks and writes in one
 * step.
 */
public sealed interface PutCondition {

  /** An existing object is replaced. */
  record None() implements PutCondition {}

  /** There is no object with this key ({@code If-None-Match: *}). */
  record Absent() implements PutCondition {}

  /**
   * There is an object and it has this version ({@code If-Match}).
   *
   * @param version from an {@link ObjectInfo}
   */
  record Matches(String version) implements PutCondition {}
}
