package io.durability.storage;

/**
 * The version of a whole file, to be compared for equality only. Two contents that a name has had
 * one after the other have different versions, unless a store derives versions from content and the
 * contents are equal.
 *
 * @param value an opaque text, chosen by the backend
 */
public record Version(String value) {

  /** Returns the opaque text. */
  @Override
  public String toString() {
    return value;
  }
}
