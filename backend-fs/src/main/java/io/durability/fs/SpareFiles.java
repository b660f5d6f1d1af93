package io.durability.fs;

import io.durability.storage.FileName;
import java.io.IOException;
import java.lang.System.Logger;
import java.nio.file.Path;
import java.util.ArrayList;
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

  /** Oldest first. */
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
    if (!isWanted(name, found) || found.links() > 1) {
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

  /** More than can be kept are not renamed first, and what is kept does not give way to scraps. */
  private boolean isWanted(FileName name, FileStatus found) {
    return unnamed.size() < max
        && (spares.size() + unnamed.size() < max
            || found.size() >= usefulLength(FileTree.folder(name)));
  }

  /** Returns from which length on a spare of a folder is worth more than none: half the longest. */
  private long usefulLength(String folder) {
    return spares.stream()
            .filter(spare -> spare.isOf(folder))
            .mapToLong(SpareFile::length)
            .max()
            .orElse(0)
        / 2;
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
    if (spares.size() > max) {
      spares.remove(0).discard();
    }
  }

  /**
   * Returns the oldest of useful length that lay in the folder of a name, opened, which then is the
   * caller's. Other folders are of other logs, perhaps of other people, and their content does not
   * come here.
   *
   * <p>What is older and shorter is given up. So a spare is used or gone after as many new files in
   * its folder as there may be spares, and what a file holds behind its end is never of a segment
   * that was deleted long ago: a reader tells old frames only by trying the numbers before its own.
   *
   * @return null if there is none
   */
  @Nullable OpenSpare take(FileName name) {
    String folder = FileTree.folder(name);
    long useful = usefulLength(folder);
    for (SpareFile spare : List.copyOf(spares)) {
      if (!spare.isOf(folder)) {
        continue;
      }
      spares.remove(spare);
      OpenSpare opened = spare.length() < useful ? null : open(spare);
      if (opened != null) {
        return opened;
      }
      spare.discard();
    }
    return null;
  }

  private static @Nullable OpenSpare open(SpareFile spare) {
    try {
      return new OpenSpare(spare, spare.open());
    } catch (IOException e) {
      LOG.log(Logger.Level.DEBUG, "spare file not opened, once " + spare.formerName(), e);
      return null;
    }
  }

  /** A spare and the handle to write it. */
  record OpenSpare(SpareFile spare, FileHandle handle) {}

  @Override
  public void close() {
    spares.forEach(SpareFile::discard);
    spares.clear();
  }
}
