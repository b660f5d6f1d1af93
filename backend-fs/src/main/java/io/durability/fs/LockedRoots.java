package io.durability.fs;

import io.durability.errors.Location;
import io.durability.errors.SupersededException;
import io.durability.errors.UnavailableException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The roots that this JVM has locked: one of the two static registries of the library. It must be
 * asked before the lock file is touched, because closing <em>any</em> handle to a locked file frees
 * the lock of the whole process for others. For that reason too the file is opened once, and never
 * listed, read or deleted.
 */
final class LockedRoots {

  /** Not a logical name, so no file of a log can meet it. */
  static final String LOCK_FILE = "~lock";

  private static final int ATTEMPTS_MAX = 8;

  /** Guarded by the class. */
  private static final List<RootLock> HELD = new ArrayList<>();

  private LockedRoots() {}

  /** A lock that is held. */
  static final class RootLock {
    private final FileOperations files;
    private final Path root;
    private final FileStatus rootStatus;
    private final FileStatus lockStatus;
    private final FileHandle handle;
    private final Location location;

    private RootLock(
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
      FileStatus found = files.status(root.resolve(LOCK_FILE));
      if (found == null || !found.sameAs(lockStatus)) {
        throw new SupersededException(
            "lock file was deleted or replaced, expected=inode "
                + lockStatus.inode()
                + ", found="
                + (found == null ? "absent" : "inode " + found.inode()),
            location);
      }
    }

    private boolean isOn(FileOperations otherFiles, Path otherRoot, FileStatus otherStatus)
        throws IOException {
      if (files != otherFiles) {
        return false;
      }
      if (root.equals(otherRoot)) {
        return true;
      }
      // Another mount of the same folder. Its inode may also have been given to a new folder after
      // this root was removed; the lock file tells.
      FileStatus lock = files.status(otherRoot.resolve(LOCK_FILE));
      return rootStatus.sameAs(otherStatus) && lock != null && lock.sameAs(lockStatus);
    }

    /** Gives the root back. Idempotent. */
    void release() throws IOException {
      synchronized (LockedRoots.class) {
        try {
          handle.close();
        } finally {
          HELD.remove(this);
        }
      }
    }
  }

  /**
   * Locks a root for this process and, within it, for one directory.
   *
   * @param root its real path
   * @throws UnavailableException if another directory of this process, or another process, has it
   */
  static synchronized RootLock lock(FileOperations files, Path root, Location location)
      throws IOException {
    FileStatus rootStatus = files.status(root);
    if (rootStatus == null) {
      throw new NoSuchFileException(root.toString());
    }
    for (RootLock held : HELD) {
      if (held.isOn(files, root, rootStatus)) {
        throw new UnavailableException(
            "root is locked by another directory of this process, pid "
                + ProcessHandle.current().pid(),
            location);
      }
    }
    for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      RootLock lock = tryLock(files, root, rootStatus, location);
      if (lock != null) {
        HELD.add(lock);
        return lock;
      }
    }
    throw new UnavailableException("lock file changes again and again", location);
  }

  private static @Nullable RootLock tryLock(
      FileOperations files, Path root, FileStatus rootStatus, Location location)
      throws IOException {
    Path file = root.resolve(LOCK_FILE);
    FileStatus before = files.status(file);
    if (before == null) {
      try {
        files.createNew(file).close();
      } catch (FileAlreadyExistsException e) {
        // Somebody else was quicker; the file is there, which is all that is needed.
      }
      before = files.status(file);
    }
    if (before == null) {
      return null;
    }
    if (!before.isFile()) {
      throw Failures.refused(before.kind(), file, location);
    }
    FileHandle handle;
    try {
      handle = files.open(file, true);
    } catch (NoSuchFileException e) {
      return null;
    }
    RootLock lock = null;
    try {
      if (!handle.tryLock()) {
        throw new UnavailableException("root is locked by another process", location);
      }
      // Same file before and after: then it is the one that was opened, not one already deleted.
      FileStatus after = files.status(file);
      if (after != null && after.sameAs(before)) {
        lock = new RootLock(files, root, rootStatus, before, handle, location);
      }
      return lock;
    } finally {
      if (lock == null) {
        handle.close();
      }
    }
  }
}
