package io.durability.fs;

import io.durability.errors.Location;
import io.durability.errors.UnavailableException;
import java.io.IOException;
import java.nio.channels.OverlappingFileLockException;
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
 *
 * <p>A class loader that loads the library again has a registry of its own, which does not know
 * what this one holds. So a handle whose lock another loader turns out to hold stays open, and only
 * one loader at a time opens, locks or closes a lock file.
 */
final class LockedRoots {

  private static final int ATTEMPTS_MAX = 8;

  /** The monitor. Equal literals are one object in all class loaders. */
  private static final Object ANY_LOADER = "io.durability.fs.LockedRoots";

  /** Guarded by the monitor. */
  private static final List<RootLock> HELD = new ArrayList<>();

  /**
   * Handles of lock files that another class loader holds: at most one for each file, since the
   * next attempt uses it again. Guarded by the monitor.
   */
  private static final List<KeptHandle> KEPT = new ArrayList<>();

  private LockedRoots() {}

  /**
   * Locks a root for this process and, within it, for one directory.
   *
   * @param root its real path
   * @throws UnavailableException if another directory of this process, or another process, has it
   */
  static RootLock lock(FileOperations files, Path root, Location location) throws IOException {
    synchronized (ANY_LOADER) {
      return lockAlone(files, root, location);
    }
  }

  private static RootLock lockAlone(FileOperations files, Path root, Location location)
      throws IOException {
    FileStatus rootStatus = files.status(root);
    if (rootStatus == null) {
      throw new NoSuchFileException(root.toString());
    }
    for (RootLock held : HELD) {
      if (held.isOn(files, root, rootStatus)) {
        throw heldHere(location);
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

  private static UnavailableException heldHere(Location location) {
    return new UnavailableException(
        "root is locked by another directory of this process, pid " + ProcessHandle.current().pid(),
        location);
  }

  /** Gives a root back: the handle, which frees it for other processes, then the entry here. */
  static void release(RootLock lock) throws IOException {
    synchronized (ANY_LOADER) {
      try {
        lock.close();
      } finally {
        HELD.remove(lock);
      }
    }
  }

  private static @Nullable RootLock tryLock(
      FileOperations files, Path root, FileStatus rootStatus, Location location)
      throws IOException {
    Path file = root.resolve(RootLock.FILE_NAME);
    FileStatus before = files.status(file);
    if (before == null) {
      try {
        files.createNew(file).close(); // Nobody can have locked it since: other loaders wait.
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
    FileHandle handle = takeKept(files, before);
    if (handle == null) {
      try {
        handle = files.open(file, true);
      } catch (NoSuchFileException e) {
        return null;
      }
    }
    RootLock lock = null;
    boolean isKept = false;
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
    } catch (OverlappingFileLockException e) {
      KEPT.add(new KeptHandle(files, before, handle));
      isKept = true;
      throw heldHere(location);
    } finally {
      // Nobody in this process has the lock, unless the handle is kept: closing frees nothing.
      if (lock == null && !isKept) {
        handle.close();
      }
    }
  }

  private static @Nullable FileHandle takeKept(FileOperations files, FileStatus file) {
    for (KeptHandle kept : KEPT) {
      if (kept.files() == files && kept.file().sameAs(file)) {
        KEPT.remove(kept);
        return kept.handle();
      }
    }
    return null;
  }

  /** An open handle of a lock file, whose inode therefore is not given to another file. */
  private record KeptHandle(FileOperations files, FileStatus file, FileHandle handle) {}
}
