package io.durability.fs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything this backend asks of the operating system. Beneath it a test can put a disk that loses
 * power, so no other class of the package touches a file.
 *
 * <p>Nothing is durable before it is forced: content and attributes of a file by {@link
 * FileHandle#force}, names by {@link #forceFolder} of the folder they are in. No operation fails or
 * closes anything because its thread is interrupted, and all leave the interrupt status as it was.
 * Absence is a {@link java.nio.file.NoSuchFileException}, a taken name a {@link
 * java.nio.file.FileAlreadyExistsException}, a missing permission a {@link
 * java.nio.file.AccessDeniedException}.
 */
interface FileOperations {

  /** Creates a file that is not there, with access for its owner only, to read and write it. */
  FileHandle createNew(Path file) throws IOException;

  /** Opens a file that is there; never one that is a symbolic link. */
  FileHandle open(Path file, boolean writable) throws IOException;

  /** Creates a folder that is not there, with access for its owner only. */
  void createFolder(Path folder) throws IOException;

  /** Makes the names in a folder durable as they are now. */
  void forceFolder(Path folder) throws IOException;

  /** Gives a file another name in one step, replacing a file of that name. */
  void rename(Path from, Path to) throws IOException;

  /** Gives a file a second name, in one step, if that name is free. */
  void link(Path existing, Path name) throws IOException;

  /** Takes away one name of a file. */
  void unlink(Path file) throws IOException;

  /** Returns the names in a folder, in any order. */
  List<String> list(Path folder) throws IOException;

  /** Returns what has this name, without following a symbolic link, or null if nothing has. */
  @Nullable FileStatus status(Path path) throws IOException;

  /** Sets the time of the last modification, as exactly as the file system can. */
  void setModified(Path file, long nanos) throws IOException;

  /** Returns the path with every symbolic link resolved; it must exist. */
  Path realPath(Path path) throws IOException;

  /** Returns whether this process may create names in a folder. */
  boolean writable(Path folder);

  /** Returns the type of the file system that holds a path, such as {@code ext4}. */
  String fileSystemType(Path existing) throws IOException;

  /** Returns how much this process may still write to the file system that holds a path. */
  long usableBytes(Path existing) throws IOException;
}
