package io.durability.fs;

import io.durability.storage.FileName;
import java.io.IOException;
import java.lang.System.Logger;
import java.nio.file.Path;

/**
 * A file that lost its name and lies among the temporary ones, until another name is given to it.
 *
 * <p>Threads: one at a time.
 */
final class SpareFile {

  private static final Logger LOG = System.getLogger(SpareFile.class.getName());

  private final FileOperations files;
  private final FileTree tree;
  private final Path path;
  private final FileName formerName;
  private final FileStatus found;

  /**
   * Of a file that was renamed.
   *
   * @param found the file as it was before
   */
  SpareFile(FileOperations files, FileTree tree, Path path, FileName formerName, FileStatus found) {
    this.files = files;
    this.tree = tree;
    this.path = path;
    this.formerName = formerName;
    this.found = found;
  }

  FileName formerName() {
    return formerName;
  }

  /** Returns whether it lay in a folder, written as {@link FileTree#folder} does. */
  boolean isOf(String folder) {
    return FileTree.folder(formerName).equals(folder);
  }

  long length() {
    return found.size();
  }

  /** Returns whether this is the file that was found, and nobody gave it another name meanwhile. */
  boolean isOursAlone() {
    try {
      FileStatus now = files.status(path);
      return now != null && now.sameAs(found) && now.links() <= 1;
    } catch (IOException e) {
      LOG.log(Logger.Level.DEBUG, "spare file not examined: " + path, e);
      return false;
    }
  }

  FileHandle open() throws IOException {
    return files.open(path, true);
  }

  /** Gives it a name that is free, durably; what is to be found under it is durable before. */
  void giveName(FileName name) throws IOException {
    tree.link(path, name);
    tree.forceFolderOf(name);
    discard();
  }

  /** Takes it from among the temporary files; what cannot be removed is swept at some time. */
  void discard() {
    try {
      files.unlink(path);
    } catch (IOException e) {
      LOG.log(Logger.Level.DEBUG, "spare file not removed: " + path, e);
    }
  }
}
