package io.durability.fs;

import io.durability.errors.Location;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/**
 * The folder in the root where whole files grow until they get their names, and where deleted
 * append files wait, with what they held, until the next ones are written into them. One folder for
 * all, so that a sweep reads one folder, and so that nothing unfinished ever lies in a folder that
 * is listed.
 *
 * <p>Nothing in it needs to be durable by name: what has a use leaves it by rename or link.
 */
final class TempFolder {

  /** Not a logical name, so no file of a log can meet it. */
  static final String NAME = "~temp";

  private static final int ATTEMPTS_MAX = 8;

  private final FileOperations files;
  private final FileTree tree;
  private final LongSupplier entropy;
  private final Location location;

  TempFolder(FileOperations files, FileTree tree, LongSupplier entropy, Location location) {
    this.files = files;
    this.tree = tree;
    this.entropy = entropy;
    this.location = location;
  }

  /** Removes what crashed processes left, spares too. Only for the holder of the lock. */
  void sweep(Path root) throws IOException {
    Path folder = root.resolve(NAME);
    makeSureOf(folder);
    for (String leftover : files.list(folder)) {
      FileStatus status = files.status(folder.resolve(leftover));
      if (status != null && !status.isFolder()) {
        files.unlink(folder.resolve(leftover));
      }
    }
  }

  /** Creates the folder if it is not there. */
  private void makeSureOf(Path folder) throws IOException {
    FileStatus found = files.status(folder);
    if (found == null) {
      files.createFolder(folder);
    } else if (!found.isFolder()) {
      throw Failures.refused(found.kind(), folder, location);
    }
  }

  /**
   * Creates an empty file of a name that nobody else uses. Random, not counted: if our lock was
   * broken, another process sweeps here, and must not come to write into a name of ours.
   *
   * <p>If somebody removed the folder, it is created again.
   */
  TempFile create() throws IOException {
    IOException failure = new NoSuchFileException(NAME);
    for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      Path file = unusedPath();
      try {
        return new TempFile(files, file, files.createNew(file));
      } catch (NoSuchFileException e) {
        makeSureOf(tree.root().resolve(NAME));
        failure = e;
      } catch (FileAlreadyExistsException e) {
        failure = e;
      }
    }
    throw failure;
  }

  /** Returns a place for a file, of a name as {@link #create} chooses them. */
  Path unusedPath() {
    return tree.root().resolve(NAME).resolve(String.format("%016x.tmp", entropy.getAsLong()));
  }
}
