package io.durability.testkit.disk;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The files of a {@link SimulatedDisk} as one process sees them, by absolute paths. What a file
 * system does, it does: a missing name is a {@link NoSuchFileException}, a taken one a {@link
 * FileAlreadyExistsException}, and a file that was unlinked stays readable for those that have it
 * open.
 *
 * <p>Threads: any.
 */
public final class SimulatedFiles {

  private final SimulatedDisk disk;
  private final Set<Integer> locks = new HashSet<>();
  private boolean killed;

  SimulatedFiles(SimulatedDisk disk) {
    this.disk = disk;
  }

  /**
   * What a path names.
   *
   * @param folder whether it is a folder, else a file
   * @param size in bytes
   * @param modifiedNanos time of the last modification that was set
   * @param inode a number that no other file ever has
   */
  public record Status(boolean folder, long size, long modifiedNanos, long inode) {}

  /** Ends the process: from now on nothing it does reaches the disk, and its locks are free. */
  public void kill() {
    synchronized (disk) {
      killed = true;
      locks.forEach(disk::unlock);
      locks.clear();
    }
  }

  /** Creates a file that is not there. */
  public SimulatedFile create(String path) throws IOException {
    synchronized (disk) {
      int folder = folderOf(path);
      String name = nameOf(path);
      requireFree(folder, name, path);
      disk.tell(DiskObserver.Operation.CREATE, path, 0, 0);
      int inode = disk.add(FileContent.EMPTY);
      disk.name(folder, name, inode);
      return new SimulatedFile(this, disk, inode, path);
    }
  }

  /** Opens a file that is there. */
  public SimulatedFile open(String path) throws IOException {
    synchronized (disk) {
      int inode = existing(path);
      if (disk.node(inode) instanceof FolderContent) {
        throw new FileSystemException(path, null, "is a folder");
      }
      return new SimulatedFile(this, disk, inode, path);
    }
  }

  /** Creates a folder that is not there. */
  public void createFolder(String path) throws IOException {
    synchronized (disk) {
      int folder = folderOf(path);
      String name = nameOf(path);
      requireFree(folder, name, path);
      disk.tell(DiskObserver.Operation.CREATE_FOLDER, path, 0, 0);
      disk.name(folder, name, disk.add(FolderContent.EMPTY));
    }
  }

  /** Makes the names in a folder durable, and nothing else. */
  public void forceFolder(String path) throws IOException {
    synchronized (disk) {
      int inode = existingFolder(path);
      disk.tell(DiskObserver.Operation.FORCE_FOLDER, path, 0, 0);
      disk.forceFolder(inode);
    }
  }

  /** Gives a file another name, which may be taken by a file. */
  public void rename(String from, String to) throws IOException {
    synchronized (disk) {
      int inode = existing(from);
      int folder = folderOf(to);
      int replaced = disk.lookup(to);
      if (replaced != 0 && disk.node(replaced) instanceof FolderContent) {
        throw new DirectoryNotEmptyException(to);
      }
      if (replaced == inode) {
        return;
      }
      disk.tell(DiskObserver.Operation.RENAME, to, 0, 0);
      disk.rename(folderOf(from), nameOf(from), folder, nameOf(to));
    }
  }

  /** Gives a file a second name that is free. */
  public void link(String existing, String path) throws IOException {
    synchronized (disk) {
      int inode = existing(existing);
      int folder = folderOf(path);
      requireFree(folder, nameOf(path), path);
      disk.tell(DiskObserver.Operation.LINK, path, 0, 0);
      disk.name(folder, nameOf(path), inode);
    }
  }

  /** Takes away a name of a file. */
  public void unlink(String path) throws IOException {
    synchronized (disk) {
      int inode = existing(path);
      if (disk.node(inode) instanceof FolderContent) {
        throw new FileSystemException(path, null, "is a folder");
      }
      disk.tell(DiskObserver.Operation.UNLINK, path, 0, 0);
      disk.name(folderOf(path), nameOf(path), 0);
    }
  }

  /** Returns the names in a folder, in no order. */
  public List<String> list(String path) throws IOException {
    synchronized (disk) {
      return List.copyOf(((FolderContent) disk.node(existingFolder(path))).names().keySet());
    }
  }

  /** Returns what a path names, or null. */
  public @Nullable Status status(String path) throws IOException {
    synchronized (disk) {
      requireAlive(path);
      int inode = disk.lookup(path);
      if (inode == 0) {
        return null;
      }
      return disk.node(inode) instanceof FileContent file
          ? new Status(false, file.size(), file.modifiedNanos(), inode)
          : new Status(true, 0, 0, inode);
    }
  }

  /** Sets the time of the last modification of a file. */
  public void setModified(String path, long nanos) throws IOException {
    synchronized (disk) {
      disk.modified(existing(path), nanos);
    }
  }

  boolean lock(int inode) {
    return locks.contains(inode) || (disk.lock(inode) && locks.add(inode));
  }

  void unlock(int inode) {
    if (locks.remove(inode)) {
      disk.unlock(inode);
    }
  }

  void requireAlive(String path) throws IOException {
    if (killed) {
      throw new FileSystemException(path, null, "the process was killed");
    }
  }

  private int existing(String path) throws IOException {
    requireAlive(path);
    int inode = disk.lookup(path);
    if (inode == 0) {
      throw new NoSuchFileException(path);
    }
    return inode;
  }

  private int existingFolder(String path) throws IOException {
    int inode = existing(path);
    if (!(disk.node(inode) instanceof FolderContent)) {
      throw new NotDirectoryException(path);
    }
    return inode;
  }

  private int folderOf(String path) throws IOException {
    int slash = path.lastIndexOf('/');
    return existingFolder(slash == 0 ? "/" : path.substring(0, slash));
  }

  private static String nameOf(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private void requireFree(int folder, String name, String path) throws FileAlreadyExistsException {
    if (((FolderContent) disk.node(folder)).inode(name) != 0) {
      throw new FileAlreadyExistsException(path);
    }
  }
}
