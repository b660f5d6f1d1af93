package io.durability.rocksdb;

import java.io.IOException;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** Creates the folder of a database so that a power loss does not take it away. */
final class Folders {

  private Folders() {}

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
