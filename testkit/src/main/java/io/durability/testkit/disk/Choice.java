package io.durability.testkit.disk;

/** The least part of a pending change that a power loss keeps or loses by itself. */
sealed interface Choice {

  /** One sector of one write. */
  record Put(int inode, int index, Sector sector) implements Choice {}

  /** A size that a file has at some moment. */
  record Size(int inode, long bytes) implements Choice {}

  /** A name or a rename, which are whole or not at all. */
  record Names(PendingChange change) implements Choice {}
}
