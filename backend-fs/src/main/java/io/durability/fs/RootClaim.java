package io.durability.fs;

import io.durability.errors.Location;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The right of a directory to change its root: taken by the first verb that changes something, so
 * that reading creates and locks nothing, and looked at again by every later one.
 *
 * <p>Threads: under the directory's lock.
 */
final class RootClaim {

  private final FileOperations files;
  private final RootFolder folder;
  private final FileTree tree;
  private final TempFolder temps;
  private final Location location;
  private @Nullable RootLock lock;

  RootClaim(
      FileOperations files, RootFolder folder, FileTree tree, TempFolder temps, Location location) {
    this.files = files;
    this.folder = folder;
    this.tree = tree;
    this.temps = temps;
    this.location = location;
  }

  /** Creates and locks the root if that was not done, else makes sure that it is still ours. */
  void hold() throws IOException {
    if (lock != null) {
      lock.verify();
      return;
    }
    Path root = folder.create();
    RootLock taken = LockedRoots.lock(files, root, location);
    boolean ready = false;
    try {
      tree.resolvedTo(root);
      temps.sweep(root);
      tree.forceAll();
      ready = true;
    } finally {
      if (!ready) {
        LockedRoots.release(taken);
      }
    }
    lock = taken;
  }

  /** Gives the root back. Idempotent. */
  void release() throws IOException {
    RootLock taken = lock;
    lock = null;
    if (taken != null) {
      LockedRoots.release(taken);
    }
  }
}
