package io.durability.testkit.disk;

import io.durability.storage.FileInfo;
import io.durability.storage.FileName;
import io.durability.storage.Version;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Logical names as paths below a folder of a simulated disk, with the forces that names need. */
final class SimulatedTree {

  /** Not a logical name, so no file of a user can meet it. */
  private static final String TEMP = "~temp";

  private final SimulatedFiles files;
  private final String root;
  private final SimulatedDirectory directory;

  SimulatedTree(SimulatedFiles files, String root, SimulatedDirectory directory) {
    this.files = files;
    this.root = root;
    this.directory = directory;
  }

  SimulatedFiles files() {
    return files;
  }

  String root() {
    return root;
  }

  String path(FileName name) {
    return root + "/" + name.value();
  }

  String temp(long number) {
    return root + "/" + TEMP + "/" + Long.toHexString(number);
  }

  String folderOf(FileName name) {
    return folderOf(path(name));
  }

  private static String folderOf(String path) {
    int slash = path.lastIndexOf('/');
    return slash == 0 ? "/" : path.substring(0, slash);
  }

  void forceFolderOf(FileName name) throws IOException {
    files.forceFolder(folderOf(name));
  }

  void forceIfThere(String folder) throws IOException {
    SimulatedFiles.Status found = files.status(folder);
    if (found != null && found.folder()) {
      files.forceFolder(folder);
    }
  }

  /**
   * Makes the root and the folder of temporary files, durably, removes what is in the latter, and
   * makes every name durable that a killed process may have left unforced.
   */
  void takeOver() throws IOException {
    makeFolder(root);
    String temp = root + "/" + TEMP;
    makeFolder(temp);
    for (String leftover : files.list(temp)) {
      files.unlink(temp + "/" + leftover);
    }
    forceBelow(root);
  }

  private void makeFolder(String path) throws IOException {
    if (files.status(path) == null) {
      files.createFolder(path);
    }
    files.forceFolder(folderOf(path));
  }

  private void forceBelow(String folder) throws IOException {
    files.forceFolder(folder);
    for (String name : files.list(folder)) {
      SimulatedFiles.Status found = files.status(folder + "/" + name);
      if (found != null && found.folder()) {
        forceBelow(folder + "/" + name);
      }
    }
  }

  /** Makes the folders of a name, durably, and refuses a place that something else has. */
  void prepare(FileName name) throws IOException {
    String value = name.value();
    for (int slash = value.indexOf('/'); slash > 0; slash = value.indexOf('/', slash + 1)) {
      String folder = root + "/" + value.substring(0, slash);
      SimulatedFiles.Status found = files.status(folder);
      if (found == null) {
        files.createFolder(folder);
        files.forceFolder(folderOf(folder));
      } else if (!found.folder()) {
        throw directory.refused(folder, name);
      }
    }
    SimulatedFiles.Status found = files.status(path(name));
    if (found != null && found.folder()) {
      throw directory.refused(path(name), name);
    }
  }

  Optional<FileInfo> info(FileName name) throws IOException {
    SimulatedFiles.Status found = files.status(path(name));
    return found == null || found.folder() ? Optional.empty() : Optional.of(info(name, found));
  }

  private static FileInfo info(FileName name, SimulatedFiles.Status found) {
    return new FileInfo(name, found.size(), new Version(Long.toString(found.inode())));
  }

  List<FileInfo> list(String prefix, String after) throws IOException {
    TreeMap<String, FileInfo> found = new TreeMap<>();
    list("", found);
    return found.tailMap(after, false).values().stream()
        .filter(info -> info.name().value().startsWith(prefix))
        .toList();
  }

  private void list(String base, Map<String, FileInfo> found) throws IOException {
    String folder = base.isEmpty() ? root : root + "/" + base.substring(0, base.length() - 1);
    if (files.status(folder) == null) {
      return;
    }
    for (String entry : files.list(folder)) {
      SimulatedFiles.Status status = files.status(folder + "/" + entry);
      if (status == null || entry.equals(TEMP)) {
        continue;
      }
      if (status.folder()) {
        list(base + entry + "/", found);
      } else {
        found.put(base + entry, info(FileName.of(base + entry), status));
      }
    }
  }
}
