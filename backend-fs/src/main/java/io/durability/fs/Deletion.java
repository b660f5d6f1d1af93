package io.durability.fs;

import io.durability.storage.FileName;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Removes files, then forces each of their folders once. Folders stay. */
final class Deletion {

  private final FileOperations files;
  private final FileTree tree;
  private final Stamps stamps;
  private final AppendFiles appendFiles;

  Deletion(FileOperations files, FileTree tree, Stamps stamps, AppendFiles appendFiles) {
    this.files = files;
    this.tree = tree;
    this.stamps = stamps;
    this.appendFiles = appendFiles;
  }

  void delete(List<FileName> names) throws IOException {
    Map<String, FileName> touched = new LinkedHashMap<>();
    for (FileName name : names) {
      FileStatus found = tree.find(name);
      if (found != null) {
        appendFiles.gone(name);
        stamps.removed(found);
        unlink(name);
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

  private void unlink(FileName name) throws IOException {
    try {
      files.unlink(tree.path(name));
    } catch (NoSuchFileException e) {
      // Gone is what was asked for.
    }
  }
}
