package io.durability.testkit.disk;

import java.util.List;

/** A change that no force has made durable yet: a power loss may keep it, lose it, or tear it. */
sealed interface PendingChange {

  /**
   * Sectors of a file, and its size if the write made it longer.
   *
   * @param after the sectors as they are after the write
   */
  record Write(int inode, int first, List<Sector> after, long sizeBefore, long sizeAfter)
      implements PendingChange {}

  /** A size of a file: cut, or grown by a write of which the data is durable already. */
  record Resize(int inode, long size) implements PendingChange {}

  /** A name that leads to an inode, or to none if that is 0. */
  record Name(int folder, String name, int inode) implements PendingChange {}

  /**
   * A rename, which is one step also in a power loss: the new name takes the place of the old one,
   * or nothing changes. Durable when the folder of the new name is forced.
   */
  record Rename(int fromFolder, String fromName, int folder, String name, int inode)
      implements PendingChange {}
}
