package io.durability.rocksdb;

import java.io.IOException;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** Looks for the folder of a database, or creates it so that a power loss does not take it away. */
final class Folders {

  private Folders() {}

  /**
   * Tells whether something is in a place.
   *
   * @throws IOException if that cannot be told: only what the system says is not there is absent
   */
  static boolean isThere(Path path) throws IOException {
    try {
      Files.readAttributes(path, BasicFileAttributes.class);
      return true;
    } catch (NoSuchFileException e) {
      // Newer JDKs say so also where a file is in the place of a folder above it.
      Path parent = path.getParent();
      if (parent != null && isObstructed(parent)) {
        throw new FileSystemException(path.toString(), null, "Not a directory");
      }
      return false;
    }
  }

  /** Tells whether something else is known to be in the place of a folder, or of one above it. */
  static boolean isObstructed(Path folder) {
    for (Path each = folder; each != null; each = each.getParent()) {
      try {
        return !Files.readAttributes(each, BasicFileAttributes.class).isDirectory();
      } catch (IOException e) {
        // Not known of this one; perhaps of one above it.
      }
    }
    return false;
  }

  /** Creates what is missing of a path, for the owner alone, and forces each name. */
  static void create(Path folder) throws IOException {
    @Nullable Path parent = folder.getParent();
    if (parent == null) {
      return;
    }
    if (!Files.isDirectory(folder)) {
      create(parent);
      try {
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
          Files.createDirectory(
              folder,
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else {
          Files.createDirectory(folder);
        }
      } catch (FileAlreadyExistsException e) {
        if (!Files.isDirectory(folder)) {
          throw e;
        }
      }
      force(parent);
    }
  }

  /** Forces the names in a folder. Not through a file channel, which an interrupt would close. */
  static void force(Path folder) throws IOException {
    if (!folder.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      return; // Elsewhere folders cannot be opened.
    }
    try (AsynchronousFileChannel channel =
        AsynchronousFileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (AccessDeniedException e) {
      if (Files.isWritable(folder)) {
        throw e;
      }
    }
  }
}
