package io.durability.storage;

/** What {@link Directory#rename} promises about a crash midway. */
public enum RenameKind {
  /** At every moment exactly one of the two names has the file. */
  ATOMIC,
  /**
   * The destination appears whole or not at all, then the source goes: after a crash both names may
   * have the file, and the same call again finishes the job.
   */
  DESTINATION_ATOMIC
}
