package io.durability.testkit.disk;

import java.util.Map;

/** What is on a disk after a power loss: files and folders that can be reached from the root. */
public final class DiskImage {

  /** The root folder's inode; 0 stands for none. */
  static final int ROOT = 1;

  private final Node[] nodes;
  private final long hash;

  /** Takes over the nodes, of which the root and what it leads to count. */
  private DiskImage(Node[] nodes) {
    this.nodes = nodes;
    this.hash = hash(ROOT);
  }

  /** Returns a disk with nothing on it but the root folder. */
  public static DiskImage empty() {
    return of(new Node[] {FileContent.EMPTY, FolderContent.EMPTY});
  }

  /** Keeps what can be reached, and drops data beyond the sizes. */
  static DiskImage of(Node[] nodes) {
    Node[] kept = new Node[nodes.length];
    keep(nodes, kept, ROOT);
    return new DiskImage(kept);
  }

  private static void keep(Node[] nodes, Node[] kept, int inode) {
    if (kept[inode] != null) {
      return;
    }
    if (nodes[inode] instanceof FolderContent folder) {
      kept[inode] = folder;
      for (int child : folder.names().values()) {
        keep(nodes, kept, child);
      }
    } else {
      kept[inode] = ((FileContent) nodes[inode]).trimmed();
    }
  }

  private long hash(int inode) {
    if (nodes[inode] instanceof FolderContent folder) {
      long mixed = 1;
      for (Map.Entry<String, Integer> name : folder.names().entrySet()) {
        mixed += Node.mix(Node.mix(name.getKey().hashCode()) + hash(name.getValue()));
      }
      return Node.mix(mixed);
    }
    return ((FileContent) nodes[inode]).hash();
  }

  /** Returns a hash over all names, sizes and bytes: equal for images that read the same. */
  public long hash() {
    return hash;
  }

  /** Returns a copy of the nodes, indexed by inode. */
  Node[] nodes() {
    return nodes.clone();
  }
}
