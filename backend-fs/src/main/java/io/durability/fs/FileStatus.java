package io.durability.fs;

import io.durability.storage.Version;

/**
 * What a path names, as the file system tells it.
 *
 * @param kind what it is
 * @param size length in bytes
 * @param modifiedNanos time of the last modification since the epoch
 * @param inode number of the file, unique on its device while the file exists
 * @param device number of the device, which may be another after a reboot
 * @param links how many names it has
 */
record FileStatus(Kind kind, long size, long modifiedNanos, long inode, long device, int links) {

  enum Kind {
    FILE,
    FOLDER,
    LINK,
    /** A pipe, a socket, a device: opening one may block for ever. */
    OTHER
  }

  boolean isFile() {
    return kind == Kind.FILE;
  }

  boolean isFolder() {
    return kind == Kind.FOLDER;
  }

  /** Returns whether both are the same object, whatever its names and content. */
  boolean sameAs(FileStatus other) {
    return inode == other.inode && device == other.device;
  }

  /**
   * Returns the version of a whole file. Its modification time was set to rise over every file that
   * had the name before (see {@link Stamps}), which is what makes versions differ; inode and size
   * tell apart files that came here by rename, and changes made behind our back. The device is left
   * out: its number may change at a reboot, and versions outlive that.
   */
  Version version() {
    return new Version(
        Long.toHexString(modifiedNanos)
            + "-"
            + Long.toHexString(inode)
            + "-"
            + Long.toHexString(size));
  }
}
