package io.durability.fs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The operating system without any force: the control that has to lose. */
final class UnforcedFiles implements FileOperations {

  private final FileOperations in = LocalFileOperations.INSTANCE;

  @Override
  public FileHandle createNew(Path file) throws IOException {
    return new Handle(in.createNew(file));
  }

  @Override
  public FileHandle open(Path file, boolean writable) throws IOException {
    return new Handle(in.open(file, writable));
  }

  @Override
  public void createFolder(Path folder) throws IOException {
    in.createFolder(folder);
  }

  @Override
  public void forceFolder(Path folder) {
    // Confirmed, and not done.
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

  private record Handle(FileHandle to) implements FileHandle {

    @Override
    public int write(ByteBuffer source, long position) throws IOException {
      return to.write(source, position);
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      return to.read(target, position);
    }

    @Override
    public long size() throws IOException {
      return to.size();
    }

    @Override
    public void truncate(long size) throws IOException {
      to.truncate(size);
    }

    @Override
    public void force(boolean metadata) {
      // Confirmed, and not done.
    }

    @Override
    public boolean tryLock() throws IOException {
      return to.tryLock();
    }

    @Override
    public void close() throws IOException {
      to.close();
    }
  }
}
