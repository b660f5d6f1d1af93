package io.durability.fs;

import io.durability.errors.Location;
import io.durability.errors.UnavailableException;
import io.durability.errors.UnsupportedException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Finds, checks and creates the root. Symbolic links on the way to it are followed. */
final class RootFolder {

  private final FileOperations files;
  private final FsOptions options;
  private final Path path;
  private final Location location;

  RootFolder(FileOperations files, FsOptions options, Path path, Location location) {
    this.files = files;
    this.options = options;
    this.path = path;
    this.location = location;
  }

  /**
   * Returns the real path of the root, or null if it is not there.
   *
   * @throws UnsupportedException if it, or what should be a folder above it, is something else
   */
  @Nullable Path find() throws IOException {
    Path deepest = deepestFolder();
    return deepest.equals(path) ? files.realPath(path) : null;
  }

  /** Returns the real path of the root, after creating, durably, what was missing of it. */
  Path create() throws IOException {
    Path deepest = deepestFolder();
    refuseNetwork(deepest);
    forceParent(deepest);
    Deque<Path> missing = new ArrayDeque<>();
    for (Path at = path; at != null && !at.equals(deepest); at = at.getParent()) {
      missing.push(at);
    }
    for (Path folder : missing) {
      try {
        files.createFolder(folder);
      } catch (FileAlreadyExistsException e) {
        refuseOtherThanFolder(folder);
      }
      Path parent = folder.getParent();
      if (parent != null) {
        files.forceFolder(files.realPath(parent));
      }
    }
    return files.realPath(path);
  }

  /** Goes down from the top, since a file on the way makes everything below it unreadable. */
  private Path deepestFolder() throws IOException {
    Path deepest = path.getRoot();
    for (int count = 1; count <= path.getNameCount(); count++) {
      Path next = deepest.resolve(path.getName(count - 1));
      try {
        refuseOtherThanFolder(next);
      } catch (NoSuchFileException e) {
        return deepest;
      }
      deepest = next;
    }
    return deepest;
  }

  private void refuseOtherThanFolder(Path folder) throws IOException {
    FileStatus found = files.status(files.realPath(folder));
    if (found == null) {
      throw new NoSuchFileException(folder.toString());
    }
    if (!found.isFolder()) {
      throw Failures.refused(found.kind(), folder, location);
    }
  }

  /**
   * Forces the name of a folder that was there, in case a killed process created it and did not
   * come to that. Where it cannot have, because the folder is the top of a mounted file system or
   * we may not write beside it, there is nothing to make up for.
   */
  private void forceParent(Path folder) throws IOException {
    Path real = files.realPath(folder);
    Path parent = real.getParent();
    FileStatus own = files.status(real);
    FileStatus above = parent == null ? null : files.status(parent);
    if (parent == null || own == null || above == null || own.device() != above.device()) {
      return;
    }
    try {
      files.forceFolder(parent);
    } catch (AccessDeniedException e) {
      if (files.writable(parent)) {
        throw e;
      }
    }
  }

  private void refuseNetwork(Path existing) throws IOException {
    if (options.allowNetworkFileSystem()) {
      return;
    }
    String type;
    try {
      type = files.fileSystemType(files.realPath(existing));
    } catch (IOException e) {
      throw new UnavailableException(
          "type of the file system unknown; set "
              + FsOptions.ALLOW_NETWORK_FILE_SYSTEM
              + "=true if its locks and forces can be relied on",
          location,
          e);
    }
    if (NetworkFileSystems.contains(type)) {
      throw new UnsupportedException(
          "network file system refused, because its locks and forces depend on a server; set "
              + FsOptions.ALLOW_NETWORK_FILE_SYSTEM
              + "=true to use it nevertheless, expected=a local file system, found="
              + type,
          location);
    }
  }
}
