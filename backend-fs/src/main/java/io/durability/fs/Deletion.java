package io.durability.fs;

import io.durability.storage.FileName;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Removes files, then forces each of their folders once. Folders stay. Append files may go on as
 * spares.
 */
final class Deletion {

  private final FileOperations files;
  private final FileTree tree;
  private final Stamps stamps;
  private final AppendFiles appendFiles;
  private final SpareFiles spares;

  Deletion(
      FileOperations files,
      FileTree tree,
      Stamps stamps,
      AppendFiles appendFiles,
      SpareFiles spares) {
    this.files = files;
    this.tree = tree;
    this.stamps = stamps;
    this.appendFiles = appendFiles;
    this.spares = spares;
  }

  void delete(List<FileName> names) throws IOException {
    try {
      remove(names);
      // Not before: where the names may come back, the contents must be what they were.
      spares.keepUnnamed();
    } finally {
      spares.discardUnnamed();
    }
  }

  /** Removes the names, durably. */
  private void remove(List<FileName> names) throws IOException {
    Map<String, FileName> touched = new LinkedHashMap<>();
    for (FileName name : names) {
      FileStatus found = tree.find(name);
      boolean isWholeAppendFile = appendFiles.isWhole(name);
      appendFiles.gone(name);
      if (found != null) {
        stamps.removed(found);
        remove(name, found, isWholeAppendFile);
      }
      // An absent name counts too: an earlier call may have removed it and failed to force.
      touched.putIfAbsent(FileTree.folder(name), name);
    }
    for (FileName one : touched.values()) {
      if (tree.hasFolderOf(one)) {
        tree.forceFolderOf(one);
      }
    }
  }

  private void remove(FileName name, FileStatus found, boolean isWholeAppendFile)
      throws IOException {
    if (isWholeAppendFile && spares.unname(name, found)) {
      return;
    }
    try {
      files.unlink(tree.path(name));
    } catch (NoSuchFileException e) {
      // Gone is what was asked for.
    }
  }
}
