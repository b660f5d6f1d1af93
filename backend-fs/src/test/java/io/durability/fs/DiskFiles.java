package io.durability.fs;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tree of a {@link DirectedDisk}: folders whose names are durable or not, and their files. */
final class DiskFiles {

  private final DiskFolder top;
  private long inodes;

  private DiskFiles(DiskFolder top, long inodes) {
    this.top = top;
    this.inodes = inodes;
  }

  static DiskFiles empty() {
    DiskFolder top = new DiskFolder(1);
    DiskFolder parent = new DiskFolder(2);
    top.names.put("disk", parent);
    top.durableNames.put("disk", parent);
    return new DiskFiles(top, 2);
  }

  /** What has names: a folder or a file. */
  sealed interface Node permits DiskFolder, DiskFile {
    long inode();
  }

  static final class DiskFolder implements Node {
    private final long inode;
    final Map<String, Node> names = new HashMap<>();
    final Map<String, Node> durableNames = new HashMap<>();

    DiskFolder(long inode) {
      this.inode = inode;
    }

    @Override
    public long inode() {
      return inode;
    }

    private DiskFolder afterPowerLoss(Loss loss, Map<DiskFile, DiskFile> files) {
      DiskFolder after = new DiskFolder(inode);
      (loss.names() ? names : durableNames)
          .forEach(
              (name, node) ->
                  after.names.put(
                      name,
                      node instanceof DiskFolder folder
                          ? folder.afterPowerLoss(loss, files)
                          : files.computeIfAbsent(
                              (DiskFile) node, file -> file.afterPowerLoss(loss))));
      after.durableNames.putAll(after.names);
      return after;
    }
  }

  synchronized DiskFiles afterPowerLoss(Loss loss) {
    return new DiskFiles(top.afterPowerLoss(loss, new HashMap<>()), inodes);
  }

  synchronized @Nullable Node find(Path path) {
    Node at = top;
    for (Path name : path) {
      at = at instanceof DiskFolder folder ? folder.names.get(name.toString()) : null;
    }
    return at;
  }

  DiskFile file(Path path) {
    if (find(path) instanceof DiskFile file) {
      return file;
    }
    throw new AssertionError("no such file: " + path);
  }

  DiskFolder folder(@Nullable Path path) throws NoSuchFileException {
    if (path != null && find(path) instanceof DiskFolder folder) {
      return folder;
    }
    throw new NoSuchFileException(String.valueOf(path));
  }

  synchronized DiskFile createFile(Path path) throws IOException {
    DiskFile file = new DiskFile(++inodes);
    add(path, file);
    return file;
  }

  synchronized void createFolder(Path path) throws IOException {
    add(path, new DiskFolder(++inodes));
  }

  synchronized void link(Path existing, Path name) throws IOException {
    add(name, file(existing));
  }

  synchronized void rename(Path from, Path to) throws IOException {
    Node node = folder(from.getParent()).names.remove(from.getFileName().toString());
    if (node == null) {
      throw new NoSuchFileException(from.toString());
    }
    folder(to.getParent()).names.put(to.getFileName().toString(), node);
  }

  synchronized void unlink(Path path) throws IOException {
    if (folder(path.getParent()).names.remove(path.getFileName().toString()) == null) {
      throw new NoSuchFileException(path.toString());
    }
  }

  synchronized void forceFolder(Path path) throws IOException {
    DiskFolder folder = folder(path);
    folder.durableNames.clear();
    folder.durableNames.putAll(folder.names);
  }

  synchronized List<String> list(Path path) throws IOException {
    return new ArrayList<>(folder(path).names.keySet());
  }

  private void add(Path path, Node node) throws IOException {
    if (folder(path.getParent()).names.putIfAbsent(path.getFileName().toString(), node) != null) {
      throw new FileAlreadyExistsException(path.toString());
    }
  }
}
