package io.durability.testkit.disk;

import java.util.HashMap;
import java.util.Map;

/**
 * The names in a folder and the inodes they lead to.
 *
 * @param names never changed
 */
record FolderContent(Map<String, Integer> names) implements Node {

  static final FolderContent EMPTY = new FolderContent(Map.of());

  /** Returns the inode of a name, or 0. */
  int inode(String name) {
    Integer found = names.get(name);
    return found == null ? 0 : found;
  }

  /** Returns the folder with a name that leads to an inode, or without the name for 0. */
  FolderContent with(String name, int inode) {
    Map<String, Integer> changed = new HashMap<>(names);
    if (inode == 0) {
      changed.remove(name);
    } else {
      changed.put(name, inode);
    }
    return new FolderContent(changed);
  }
}
