package io.durability.storage;

/**
 * What must hold of a name for a write to it to take effect. The store checks it and writes in one
 * atomic step.
 */
public sealed interface Condition {

  /** No condition: an existing file is replaced. */
  record None() implements Condition {}

  /** The name must not exist. */
  record Absent() implements Condition {}

  /**
   * The file must exist and have this version.
   *
   * @param version the version expected
   */
  record Matches(Version version) implements Condition {}

  /** Returns the condition that always holds. */
  static Condition none() {
    return new None();
  }

  /** Returns the condition that the name does not exist: creation. */
  static Condition absent() {
    return new Absent();
  }

  /** Returns the condition that the file has the given version: compare and set. */
  static Condition matches(Version version) {
    return new Matches(version);
  }
}
