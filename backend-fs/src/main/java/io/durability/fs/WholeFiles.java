package io.durability.fs;

import io.durability.errors.ConditionNotMetException;
import io.durability.storage.Condition;
import io.durability.storage.FileName;
import io.durability.storage.Version;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/**
 * Gives finished temporary files their names: content forced, then rename or link, then the folder
 * forced.
 *
 * <p>Threads: under the directory's lock, which is what makes checking a version and renaming one
 * step; the root's lock keeps other processes out.
 */
final class WholeFiles {

  private final FileTree tree;
  private final Stamps stamps;
  private final AppendFiles appendFiles;

  WholeFiles(FileTree tree, Stamps stamps, AppendFiles appendFiles) {
    this.tree = tree;
    this.stamps = stamps;
    this.appendFiles = appendFiles;
  }

  /** Fails if the condition does not hold for what has the name now. */
  void check(FileName name, @Nullable FileStatus current, Condition condition)
      throws ConditionNotMetException {
    String found = current == null ? null : current.version().value();
    if (condition instanceof Condition.Absent && current != null) {
      throw tree.taken(name, current);
    }
    if (condition instanceof Condition.Matches matches
        && !matches.version().value().equals(found)) {
      throw new ConditionNotMetException(
          "version does not match, expected=" + matches.version(), tree.location(name), found);
    }
  }

  /**
   * Puts a file in place.
   *
   * @param finished the file as its finish left it
   * @return its version
   */
  Version place(TempFile file, FileStatus finished, FileName name, Condition condition)
      throws IOException {
    FileStatus current = tree.find(name);
    check(name, current, condition);
    tree.prepare(name);
    long replacedNanos = current == null ? Long.MIN_VALUE : current.modifiedNanos();
    FileStatus placed = finished;
    if (!stamps.isAbove(placed, replacedNanos)) {
      placed = file.finish(stamps, replacedNanos);
    }
    if (condition instanceof Condition.Absent) {
      tree.link(file.path(), name);
    } else {
      rename(file, name);
    }
    // Before anything can fail: the file that had the name is not written any more.
    appendFiles.gone(name);
    if (current != null) {
      stamps.removed(current);
    }
    // The name must outlive a power loss before anybody acts on it.
    tree.forceFolderOf(name);
    return placed.version();
  }

  private void rename(TempFile file, FileName name) throws IOException {
    try {
      file.renameTo(tree.path(name));
    } catch (NoSuchFileException e) {
      throw tree.swept(name, e);
    }
  }
}
