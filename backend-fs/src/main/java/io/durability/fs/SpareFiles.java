package io.durability.fs;

import io.durability.storage.FileName;
import java.io.IOException;
import java.lang.System.Logger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Deleted append files that the next ones are written into: their blocks are there and count as
 * written, so that a sync has nothing to change but data. What they held stays in them until it is
 * written over.
 *
 * <p>They lie among the temporary files: a crash leaves nothing but what the next holder of the
 * lock sweeps. A new file gets its name only when what its first sync covers is durable in it, so
 * that no reader takes an old content for its beginning.
 *
 * <p>Threads: under the directory's lock.
 */
final class SpareFiles implements AutoCloseable {

  /**
   * How many times their length must be free on the disk: truncation is there to give back space.
   */
  private static final int FREE_LENGTHS_MIN = 8;

  private static final Logger LOG = System.getLogger(SpareFiles.class.getName());

  private final FileOperations files;
  private final FileTree tree;
  private final TempFolder temps;
  private final OpenReaders readers;
  private final int max;

  /** Shortest first. */
  private final List<SpareFile> spares = new ArrayList<>();

  /** What the deletion under way took the names from. */
  private final List<SpareFile> unnamed = new ArrayList<>();

  SpareFiles(FileOperations files, FileTree tree, TempFolder temps, OpenReaders readers, int max) {
    this.files = files;
    this.tree = tree;
    this.temps = temps;
    this.readers = readers;
    this.max = max;
  }

  /**
   * Takes away the name of an append file that is deleted. The deletion is not durable, and the
   * file is not a spare, before {@link #keepUnnamed}.
   *
   * @return whether the name is gone; if not, the file is not wanted or cannot be kept
   */
  boolean unname(FileName name, FileStatus found) {
    boolean isWanted = max > 0 && (spares.size() < max || spares.get(0).length() < found.size());
    if (!isWanted || found.links() > 1) {
      return false;
    }
    try {
      if (files.usableBytes(tree.root()) / FREE_LENGTHS_MIN < found.size()) {
        return false;
      }
      Path path = temps.unusedPath();
      files.rename(tree.path(name), path);
      unnamed.add(new SpareFile(files, tree, path, name, found));
      return true;
    } catch (IOException e) {
      // Even if something is absent: it may be the folder of the temporary files. Unlinking tells.
      LOG.log(Logger.Level.DEBUG, "deleted file not kept for the next: " + name, e);
      return false;
    }
  }

  /**
   * Keeps the files that lost their names, durably by now, unless somebody else has a use for them.
   */
  void keepUnnamed() {
    unnamed.forEach(this::keep);
    unnamed.clear();
  }

  /** Removes the files that lost their names, if it is not known that this is durable. */
  void discardUnnamed() {
    unnamed.forEach(SpareFile::discard);
    unnamed.clear();
  }

  private void keep(SpareFile spare) {
    // With another name it has readers that are not counted, such as a backup.
    if (readers.any(spare.formerName()) || !spare.isOursAlone()) {
      spare.discard();
      return;
    }
    spares.add(spare);
    spares.sort(Comparator.comparingLong(SpareFile::length));
    if (spares.size() > max) {
      spares.remove(0).discard();
    }
  }

  /**
   * Returns the longest that lay in the folder of a name, opened, which then is the caller's. Other
   * folders are of other logs, perhaps of other people, and their content does not come here.
   *
   * @return null if there is none
   */
  @Nullable OpenSpare take(FileName name) {
    for (int i = spares.size() - 1; i >= 0; i--) {
      SpareFile spare = spares.get(i);
      if (!FileTree.folder(spare.formerName()).equals(FileTree.folder(name))) {
        continue;
      }
      spares.remove(i);
      try {
        return new OpenSpare(spare, spare.open());
      } catch (IOException e) {
        LOG.log(Logger.Level.DEBUG, "spare file not opened, once " + spare.formerName(), e);
        spare.discard();
      }
    }
    return null;
  }

  /** A spare and the handle to write it. */
  record OpenSpare(SpareFile spare, FileHandle handle) {}

  @Override
  public void close() {
    spares.forEach(SpareFile::discard);
    spares.clear();
  }
}
