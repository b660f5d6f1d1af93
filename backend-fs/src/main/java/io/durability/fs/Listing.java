package io.durability.fs;

import io.durability.storage.FileInfo;
import io.durability.storage.FileName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One listing of a tree. Sorted by whole name, which is not the order of a walk: {@code a-b} and
 * {@code a.b} come before {@code a/b}, so folder {@code a} lies between its neighbours.
 */
final class Listing {

  private final FileTree tree;
  private final String prefix;
  private final String after;
  private final SortedMap<String, FileInfo> found = new TreeMap<>();

  Listing(FileTree tree, String prefix, String after) {
    this.tree = tree;
    this.prefix = prefix;
    this.after = after;
  }

  /** Returns what is asked for of a folder, reading only the folders that can hold some of it. */
  List<FileInfo> below(String base) throws IOException {
    walk(base);
    return new ArrayList<>(found.values());
  }

  private void walk(String base) throws IOException {
    for (FileName name : tree.names(base)) {
      String full = name.value();
      boolean fileWanted = full.compareTo(after) > 0;
      boolean folderWanted = mayHoldAfter(full + "/");
      if (!full.startsWith(prefix) || !(fileWanted || folderWanted)) {
        continue;
      }
      FileStatus status = tree.fileOrFolder(name);
      if (status == null) {
        continue; // Deleted since the folder was read.
      }
      if (status.isFile() && fileWanted) {
        found.put(full, new FileInfo(name, status.size(), status.version()));
      } else if (status.isFolder() && folderWanted) {
        walk(full + "/");
      }
    }
  }

  private boolean mayHoldAfter(String folder) {
    return folder.compareTo(after) > 0 || after.startsWith(folder);
  }
}
