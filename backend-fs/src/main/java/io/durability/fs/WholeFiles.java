package io.durability.fs;

import io.durability.errors.ConditionNotMetException;
import io.durability.errors.SupersededException;
import io.durability.storage.Condition;
import io.durability.storage.FileName;
import io.durability.storage.Version;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
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

  private final FileOperations files;
  private final FileTree tree;
  private final Stamps stamps;

  WholeFiles(FileOperations files, FileTree tree, Stamps stamps) {
    this.files = files;
    this.tree = tree;
    this.stamps = stamps;
  }

  /** Fails if the condition does not hold for what has the name now. */
  void check(FileName name, @Nullable FileStatus current, Condition condition)
      throws ConditionNotMetException {
    String found = current == null ? null : current.version().value();
    if (condition instanceof Condition.Absent && found != null) {
      throw exists(name, found);
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
    try {
      if (condition instanceof Condition.Absent) {
        // A rename would replace a file that another process put there since the check.
        files.link(file.path(), tree.path(name));
      } else {
        file.renameTo(tree.path(name));
      }
    } catch (FileAlreadyExistsException e) {
      FileStatus other = tree.prepare(name);
      throw exists(name, other == null ? null : other.version().value());
    } catch (NoSuchFileException e) {
      throw new SupersededException(
          "temporary file was swept by another writer", tree.location(name), e);
    }
    if (current != null) {
      stamps.removed(current);
    }
    // The name must outlive a power loss before anybody acts on it.
    tree.forceFolderOf(name);
    return placed.version();
  }

  private ConditionNotMetException exists(FileName name, @Nullable String found) {
    return new ConditionNotMetException("file exists, expected=absent", tree.location(name), found);
  }
}
