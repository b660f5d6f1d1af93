package io.durability.fs;

import io.durability.errors.Location;
import io.durability.errors.SupersededException;
import java.io.IOException;
import java.nio.file.Path;

/** A lock that this process holds on a root, by an open handle of the root's lock file. */
final class RootLock {

  /** Not a logical name, so no file of a log can meet it. */
  static final String FILE_NAME = "~lock";

  private final FileOperations files;
  private final Path root;
  private final FileStatus rootStatus;
  private final FileStatus lockStatus;
  private final FileHandle handle;
  private final Location location;

  RootLock(
      FileOperations files,
      Path root,
      FileStatus rootStatus,
      FileStatus lockStatus,
      FileHandle handle,
      Location location) {
    this.files = files;
    this.root = root;
    this.rootStatus = rootStatus;
    this.lockStatus = lockStatus;
    this.handle = handle;
    this.location = location;
  }

  /** Fails if the lock file was deleted or replaced: others could then lock the root as well. */
  void verify() throws IOException {
    FileStatus found = files.status(root.resolve(FILE_NAME));
    if (found == null || !found.sameAs(lockStatus)) {
      throw new SupersededException(
          "lock file was deleted or replaced, expected=inode "
              + lockStatus.inode()
              + ", found="
              + (found == null ? "absent" : "inode " + found.inode()),
          location);
    }
  }

  /** Returns whether this lock is on the folder that another path leads to. */
  boolean isOn(FileOperations otherFiles, Path otherRoot, FileStatus otherStatus)
      throws IOException {
    if (files != otherFiles) {
      return false; // A simulated disk has roots of its own.
    }
    if (root.equals(otherRoot)) {
      return true;
    }
    // Another mount of the same folder. Its inode may also have been given to a new folder after
    // this root was removed; the lock file tells.
    FileStatus lock = files.status(otherRoot.resolve(FILE_NAME));
    return rootStatus.sameAs(otherStatus) && lock != null && lock.sameAs(lockStatus);
  }

  /** Frees the lock. Only for {@link LockedRoots}, which knows who else may hold the root. */
  void close() throws IOException {
    handle.close();
  }
}
