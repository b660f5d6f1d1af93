package io.durability.fs;

import io.durability.errors.ConditionNotMetException;
import io.durability.errors.Location;
import io.durability.errors.SupersededException;
import io.durability.storage.FileInfo;
import io.durability.storage.FileName;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The root folder as a tree of logical names. Every way from a name to a file goes through here, so
 * that a symbolic link is refused in every place below the root, as the file or as a folder on the
 * way: with one, a name would lead out of the root, and a force would go to another file system.
 * Folders are looked at each time, since a link can be put in later; only someone who may write in
 * the root and swaps a folder between the look and the use is not found out.
 *
 * <p>Threads: reading methods any; {@link #prepare} and {@link #forceAll} under the directory's
 * lock.
 */
final class FileTree {

  private final FileOperations files;
  private final String label;
  private volatile Path root;

  /** Folders whose names are durable in their parents, as far as this directory made sure. */
  private final Set<Path> durable = new HashSet<>();

  FileTree(FileOperations files, Path root, String label) {
    this.files = files;
    this.root = root;
    this.label = label;
  }

  Path root() {
    return root;
  }

  /** Goes on with the real path of the root, so that a swapped link above it changes nothing. */
  void resolvedTo(Path realRoot) {
    root = realRoot;
  }

  Path path(FileName name) {
    return root.resolve(name.value());
  }

  Location location(FileName name) {
    return Location.of(label, name);
  }

  /** Returns the file of this name, or null if there is none. */
  @Nullable FileStatus find(FileName name) throws IOException {
    String value = name.value();
    for (int slash = value.indexOf('/'); slash > 0; slash = value.indexOf('/', slash + 1)) {
      Path folder = root.resolve(value.substring(0, slash));
      FileStatus found = files.status(folder);
      if (found == null || found.isFile()) {
        return null;
      }
      if (!found.isFolder()) {
        throw Failures.refused(found.kind(), folder, location(name));
      }
    }
    FileStatus found = fileOrFolder(name);
    return found == null || found.isFolder() ? null : found;
  }

  /**
   * Makes the folders of a name, durably, and refuses a place that is taken by something that is
   * not a file.
   *
   * @return the file that has the name, or null if it is free
   */
  @Nullable FileStatus prepare(FileName name) throws IOException {
    String value = name.value();
    for (int slash = value.indexOf('/'); slash > 0; slash = value.indexOf('/', slash + 1)) {
      Path folder = root.resolve(value.substring(0, slash));
      FileStatus found = files.status(folder);
      if (found == null) {
        createFolder(folder);
        durable.remove(folder); // It may have been there before, and somebody removed it.
      } else if (!found.isFolder()) {
        throw Failures.refused(found.kind(), folder, location(name));
      }
      if (!durable.contains(folder)) {
        // Before anything is made below it: what a killed process leaves unforced is then at most
        // the name of its deepest folder, which forceAll makes up for.
        files.forceFolder(parent(folder));
        durable.add(folder);
      }
    }
    FileStatus found = files.status(path(name));
    if (found != null && !found.isFile()) {
      throw Failures.refused(found.kind(), path(name), location(name));
    }
    return found;
  }

  private void createFolder(Path folder) throws IOException {
    try {
      files.createFolder(folder);
    } catch (FileAlreadyExistsException e) {
      FileStatus found = files.status(folder);
      if (found == null || !found.isFolder()) {
        throw e;
      }
    }
  }

  /** Opens a file that {@link #find} has found. */
  FileHandle open(FileName name, boolean writable) throws IOException {
    try {
      return files.open(path(name), writable);
    } catch (NoSuchFileException e) {
      throw e;
    } catch (IOException e) {
      find(name); // Tells a symbolic link that was put in meanwhile by its own failure.
      throw e;
    }
  }

  /**
   * Gives a file that has no logical name one that is free. A rename would replace a file that
   * another process put there since somebody looked.
   */
  void link(Path unnamed, FileName name) throws IOException {
    try {
      files.link(unnamed, path(name));
    } catch (FileAlreadyExistsException e) {
      throw taken(name, find(name));
    } catch (NoSuchFileException e) {
      throw swept(name, e);
    }
  }

  /** Returns the failure of a caller that finds its temporary file gone. */
  SupersededException swept(FileName name, NoSuchFileException cause) {
    return new SupersededException(
        "temporary file was swept by another writer", location(name), cause);
  }

  /** Returns the failure of a caller that expected a name to be free. */
  ConditionNotMetException taken(FileName name, @Nullable FileStatus found) {
    return new ConditionNotMetException(
        "file exists, expected=absent",
        location(name),
        found == null ? null : found.version().value());
  }

  /** Makes the names in the folder of a file durable. */
  void forceFolderOf(FileName name) throws IOException {
    files.forceFolder(parent(path(name)));
  }

  /** Returns the folder part of a name: empty, or ending in a slash. */
  static String folder(FileName name) {
    return name.value().substring(0, name.value().lastIndexOf('/') + 1);
  }

  /** Returns whether the folder that a file of this name would be in exists. */
  boolean hasFolderOf(FileName name) throws IOException {
    return isFolderPath(folder(name));
  }

  /** Returns the files whose names begin with the prefix and come after a name, sorted. */
  List<FileInfo> list(String prefix, String after) throws IOException {
    String base = prefix.substring(0, prefix.lastIndexOf('/') + 1);
    return isFolderPath(base) ? new Listing(this, prefix, after).below(base) : List.of();
  }

  /** Returns whether there is a folder at this path, which is empty or ends in a slash. */
  private boolean isFolderPath(String base) throws IOException {
    for (int slash = base.indexOf('/'); slash > 0; slash = base.indexOf('/', slash + 1)) {
      Path folder = root.resolve(base.substring(0, slash));
      FileStatus status = files.status(folder);
      if (status == null || status.isFile()) {
        return false;
      }
      if (!status.isFolder()) {
        throw Failures.refused(status.kind(), folder, Location.of(label));
      }
    }
    return true;
  }

  /**
   * Returns what is in a folder, in any order, without what has no logical name: the lock,
   * temporary files, and what others put there.
   *
   * @param base the folder: empty for the root, or ending in a slash
   */
  List<FileName> names(String base) throws IOException {
    List<FileName> names = new ArrayList<>();
    for (String entry : entries(root.resolve(base))) {
      try {
        names.add(FileName.of(base + entry));
      } catch (IllegalArgumentException e) {
        // Not ours.
      }
    }
    return names;
  }

  private List<String> entries(Path folder) throws IOException {
    try {
      return files.list(folder);
    } catch (NoSuchFileException e) {
      // The root before its first file, or a folder that somebody removed meanwhile.
      return List.of();
    }
  }

  /** Returns what has a name, be it a file or a folder, or null; refuses anything else. */
  @Nullable FileStatus fileOrFolder(FileName name) throws IOException {
    FileStatus found = files.status(path(name));
    if (found != null && !found.isFile() && !found.isFolder()) {
      throw Failures.refused(found.kind(), path(name), location(name));
    }
    return found;
  }

  /**
   * Makes every name below the root durable. A process that was killed may have left names that can
   * be seen and are not: a frontier found by a listing must not be gone after a power loss when
   * segments were deleted on its word.
   */
  void forceAll() throws IOException {
    forceBelow("");
  }

  private void forceBelow(String base) throws IOException {
    files.forceFolder(root.resolve(base));
    for (FileName name : names(base)) {
      FileStatus found = files.status(path(name));
      if (found != null && found.isFolder()) {
        durable.add(path(name));
        forceBelow(name + "/");
      }
    }
  }

  private static Path parent(Path path) throws IOException {
    Path parent = path.getParent();
    if (parent == null) {
      throw new IOException("path has no parent: " + path);
    }
    return parent;
  }
}
