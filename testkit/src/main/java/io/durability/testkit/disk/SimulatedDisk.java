package io.durability.testkit.disk;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A disk with a file system and a cache, in the heap. Processes see every change at once; a power
 * loss keeps what was forced, and of the rest whatever {@link CrashStates} makes of it.
 *
 * <p>The file system is stricter than any in use, so that a force that is missing shows: forcing a
 * file makes its content durable and not its name; forcing a folder makes the names in it durable
 * and not the name of the folder itself; forcing data alone leaves the size as it was.
 *
 * <p>Threads: any; the disk is its own lock.
 */
public final class SimulatedDisk {

  /**
   * How many files that came and went between two forces of their folder may come back in a power
   * loss; older ones count as written back. It bounds the states, which would double with each.
   */
  private static final int VANISHED_MAX = 1;

  private Node[] durable;
  private Node[] cached;
  private int nodeCount;
  private final List<PendingChange> pending = new ArrayList<>();
  private final Set<Integer> locked = new HashSet<>();
  private @Nullable DiskObserver observer;
  private long changes;

  private SimulatedDisk(Node[] durable, Node[] cached, List<PendingChange> pending) {
    this.durable = durable;
    this.cached = cached;
    this.nodeCount = cached.length;
    this.pending.addAll(pending);
  }

  /** Returns a disk that was switched on again after a power loss. */
  public static SimulatedDisk of(DiskImage image) {
    return new SimulatedDisk(image.nodes(), image.nodes(), List.of());
  }

  /**
   * Returns the disk of a crash point as it is after all processes were killed: nothing is lost.
   */
  static SimulatedDisk of(CrashPoint point) {
    return new SimulatedDisk(
        point.durable().clone(), point.cached().clone(), List.of(point.pending()));
  }

  /** Sets who is told of every change, before it is made. */
  public synchronized void observe(@Nullable DiskObserver newObserver) {
    observer = newObserver;
  }

  /** Returns the files of this disk as a new process sees them. */
  public SimulatedFiles attach() {
    return new SimulatedFiles(this);
  }

  /** Returns the disk as a crash now would meet it. */
  public synchronized CrashPoint crashPoint() {
    return new CrashPoint(
        Arrays.copyOf(durable, nodeCount),
        Arrays.copyOf(cached, nodeCount),
        pending.toArray(PendingChange[]::new));
  }

  /** Returns what is left if power is lost now and nothing that was not forced survives. */
  public synchronized DiskImage durableImage() {
    return DiskImage.of(Arrays.copyOf(durable, nodeCount));
  }

  /** Returns how many changes and forces there were that had an effect. */
  public synchronized long changes() {
    return changes;
  }

  void tell(DiskObserver.Operation operation, String path, long position, int bytes) {
    if (observer != null) {
      observer.before(operation, path, position, bytes);
    }
  }

  /** Returns the inode of a path, or 0. */
  int lookup(String path) {
    int inode = DiskImage.ROOT;
    int from = 1;
    while (from < path.length()) {
      int slash = path.indexOf('/', from);
      int end = slash < 0 ? path.length() : slash;
      if (!(cached[inode] instanceof FolderContent folder)) {
        return 0;
      }
      inode = folder.inode(path.substring(from, end));
      if (inode == 0) {
        return 0;
      }
      from = end + 1;
    }
    return inode;
  }

  Node node(int inode) {
    return cached[inode];
  }

  FileContent file(int inode) {
    return (FileContent) cached[inode];
  }

  /** Adds an inode, which no name leads to yet. */
  int add(Node node) {
    if (nodeCount == cached.length) {
      cached = Arrays.copyOf(cached, nodeCount * 2);
      durable = Arrays.copyOf(durable, nodeCount * 2);
    }
    cached[nodeCount] = node;
    durable[nodeCount] = node;
    return nodeCount++;
  }

  void name(int folder, String name, int inode) {
    cached[folder] = ((FolderContent) cached[folder]).with(name, inode);
    PendingChange.Name change = new PendingChange.Name(folder, name, inode);
    boolean vanished = inode == 0 && comingOf(change, pending.size()) >= 0;
    pending.add(change);
    changes++;
    if (vanished) {
      forgetVanished(folder);
    }
  }

  /** Writes back, and so forgets, all but the newest names that came and went unforced. */
  private void forgetVanished(int folder) {
    int vanished = 0;
    for (int at = pending.size() - 1; at >= 0; at--) {
      if (pending.get(at) instanceof PendingChange.Name gone
          && gone.folder() == folder
          && gone.inode() == 0) {
        int come = comingOf(gone, at);
        if (come >= 0 && ++vanished > VANISHED_MAX) {
          pending.remove(at);
          pending.remove(come);
          at--;
        }
      }
    }
  }

  private int comingOf(PendingChange.Name gone, int before) {
    for (int at = before - 1; at >= 0; at--) {
      if (pending.get(at) instanceof PendingChange.Name come
          && come.folder() == gone.folder()
          && come.name().equals(gone.name())) {
        return come.inode() == 0 ? -1 : at;
      }
    }
    return -1;
  }

  void rename(int fromFolder, String fromName, int folder, String name) {
    int inode = ((FolderContent) cached[fromFolder]).inode(fromName);
    cached[fromFolder] = ((FolderContent) cached[fromFolder]).with(fromName, 0);
    cached[folder] = ((FolderContent) cached[folder]).with(name, inode);
    pending.add(new PendingChange.Rename(fromFolder, fromName, folder, name, inode));
    changes++;
  }

  void forceFolder(int folder) {
    List<PendingChange> left = new ArrayList<>();
    for (PendingChange change : pending) {
      if (change instanceof PendingChange.Name name && name.folder() == folder) {
        durable[folder] = ((FolderContent) durable[folder]).with(name.name(), name.inode());
        changes++;
      } else if (change instanceof PendingChange.Rename rename && rename.folder() == folder) {
        rename(durable, rename);
        // What made the old name is part of what the rename made durable.
        left.removeIf(
            earlier ->
                earlier instanceof PendingChange.Name name
                    && name.folder() == rename.fromFolder()
                    && name.name().equals(rename.fromName()));
        changes++;
      } else {
        left.add(change);
      }
    }
    pending.clear();
    pending.addAll(left);
  }

  /** Takes the old name away only if it still leads to the file that was renamed. */
  static void rename(Node[] nodes, PendingChange.Rename rename) {
    FolderContent from = (FolderContent) nodes[rename.fromFolder()];
    if (from.inode(rename.fromName()) == rename.inode()) {
      nodes[rename.fromFolder()] = from.with(rename.fromName(), 0);
    }
    FolderContent to = (FolderContent) nodes[rename.folder()];
    nodes[rename.folder()] = to.with(rename.name(), rename.inode());
  }

  void write(int inode, long position, ByteBuffer bytes) {
    FileContent before = file(inode);
    int first = (int) (position / Sector.BYTES);
    long size = Math.max(before.size(), position + bytes.remaining());
    List<Sector> after = before.written(position, bytes);
    cached[inode] = before.withSectors(first, after).withSize(size);
    pending.add(new PendingChange.Write(inode, first, after, before.size(), size));
    changes++;
  }

  void resize(int inode, long size) {
    cached[inode] = file(inode).withSize(size).trimmed();
    pending.add(new PendingChange.Resize(inode, size));
    changes++;
  }

  void modified(int inode, long nanos) {
    cached[inode] = file(inode).withModified(nanos);
  }

  /**
   * Makes a file's content durable.
   *
   * @param metadata whether its size and times are to be durable too
   */
  void force(int inode, boolean metadata) {
    FileContent forced = (FileContent) durable[inode];
    List<PendingChange> left = new ArrayList<>();
    for (PendingChange change : pending) {
      if (change instanceof PendingChange.Write write && write.inode() == inode) {
        forced = forced.withSectors(write.first(), write.after());
        if (!metadata && write.sizeAfter() > write.sizeBefore()) {
          left.add(new PendingChange.Resize(inode, write.sizeAfter()));
        }
        changes++;
      } else if (change instanceof PendingChange.Resize resize && resize.inode() == inode) {
        if (!metadata) {
          left.add(change);
        }
        changes++;
      } else {
        left.add(change);
      }
    }
    if (left.size() < pending.size()) {
      pending.clear();
      pending.addAll(left);
    }
    durable[inode] = metadata ? file(inode) : forced;
  }

  boolean lock(int inode) {
    return locked.add(inode);
  }

  void unlock(int inode) {
    locked.remove(inode);
  }
}
