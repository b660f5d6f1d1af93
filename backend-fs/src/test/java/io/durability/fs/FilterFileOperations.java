package io.durability.fs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Passes every operation on; what a test wants otherwise it overrides. */
abstract class FilterFileOperations implements FileOperations {

  final FileOperations in;

  FilterFileOperations(FileOperations in) {
    this.in = in;
  }

  /** Returns the handle to give for one that was opened. */
  FileHandle opened(Path file, FileHandle handle) {
    return handle;
  }

  @Override
  public FileHandle createNew(Path file) throws IOException {
    return opened(file, in.createNew(file));
  }

  @Override
  public FileHandle open(Path file, boolean writable) throws IOException {
    return opened(file, in.open(file, writable));
  }

  @Override
  public void createFolder(Path folder) throws IOException {
    in.createFolder(folder);
  }

  @Override
  public void forceFolder(Path folder) throws IOException {
    in.forceFolder(folder);
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    in.rename(from, to);
  }

  @Override
  public void link(Path existing, Path name) throws IOException {
    in.link(existing, name);
  }

  @Override
  public void unlink(Path file) throws IOException {
    in.unlink(file);
  }

  @Override
  public List<String> list(Path folder) throws IOException {
    return in.list(folder);
  }

  @Override
  public @Nullable FileStatus status(Path path) throws IOException {
    return in.status(path);
  }

  @Override
  public void setModified(Path file, long nanos) throws IOException {
    in.setModified(file, nanos);
  }

  @Override
  public Path realPath(Path path) throws IOException {
    return in.realPath(path);
  }

  @Override
  public boolean writable(Path folder) {
    return in.writable(folder);
  }

  @Override
  public String fileSystemType(Path existing) throws IOException {
    return in.fileSystemType(existing);
  }

  @Override
  public long usableBytes(Path existing) throws IOException {
    return in.usableBytes(existing);
  }

  /** Passes every operation on an open file on. */
  abstract static class Handle implements FileHandle {

    final FileHandle handle;

    Handle(FileHandle handle) {
      this.handle = handle;
    }

    @Override
    public int write(ByteBuffer source, long position) throws IOException {
      return handle.write(source, position);
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      return handle.read(target, position);
    }

    @Override
    public long size() throws IOException {
      return handle.size();
    }

    @Override
    public void truncate(long size) throws IOException {
      handle.truncate(size);
    }

    @Override
    public void force(boolean metadata) throws IOException {
      handle.force(metadata);
    }

    @Override
    public boolean tryLock() throws IOException {
      return handle.tryLock();
    }

    @Override
    public void close() throws IOException {
      handle.close();
    }
  }
}
