package io.durability.fs;

import java.io.IOException;
import java.lang.System.Logger;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A whole file that has no name yet. One thread at a time. */
final class TempFile {

  private static final Logger LOG = System.getLogger(TempFile.class.getName());

  private final FileOperations files;
  private final Path path;
  private final FileHandle handle;
  private final WriteBack writeBack;
  private long length;
  private boolean renamed;

  TempFile(FileOperations files, Path path, FileHandle handle) {
    this.files = files;
    this.path = path;
    this.handle = handle;
    this.writeBack = new WriteBack(handle);
  }

  Path path() {
    return path;
  }

  void write(ByteBuffer bytes) throws IOException {
    long start = length;
    length = Math.addExact(length, bytes.remaining());
    Transfers.writeFully(handle, bytes, start);
    writeBack.written(length);
  }

  /** Sets the time that makes the version, and makes content and time durable together. */
  FileStatus finish(Stamps stamps, long replacedNanos) throws IOException {
    FileStatus stamped = stamps.stamp(path, replacedNanos);
    writeBack.force(true, length);
    return stamped;
  }

  void renameTo(Path target) throws IOException {
    files.rename(path, target);
    renamed = true;
  }

  /** Gives the handle back and removes the temporary name. Idempotent. */
  void discard() {
    try {
      handle.close();
      if (!renamed) {
        renamed = true;
        files.unlink(path);
      }
    } catch (NoSuchFileException e) {
      // Swept, after our lock was broken.
    } catch (IOException e) {
      // The content is published or not wanted; the next holder of the lock sweeps what is left.
      LOG.log(Logger.Level.DEBUG, "temporary file not removed: " + path, e);
    }
  }
}
