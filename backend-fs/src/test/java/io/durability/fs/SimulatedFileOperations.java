package io.durability.fs;

import io.durability.testkit.disk.SimulatedFile;
import io.durability.testkit.disk.SimulatedFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The operating system of one process on a simulated disk, which has no links and no owners. */
final class SimulatedFileOperations implements FileOperations {

  private static final long DEVICE = 1;

  private final SimulatedFiles files;

  SimulatedFileOperations(SimulatedFiles files) {
    this.files = files;
  }

  @Override
  public FileHandle createNew(Path file) throws IOException {
    return new Handle(files.create(file.toString()));
  }

  @Override
  public FileHandle open(Path file, boolean writable) throws IOException {
    return new Handle(files.open(file.toString()));
  }

  @Override
  public void createFolder(Path folder) throws IOException {
    files.createFolder(folder.toString());
  }

  @Override
  public void forceFolder(Path folder) throws IOException {
    files.forceFolder(folder.toString());
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    files.rename(from.toString(), to.toString());
  }

  @Override
  public void link(Path existing, Path name) throws IOException {
    files.link(existing.toString(), name.toString());
  }

  @Override
  public void unlink(Path file) throws IOException {
    files.unlink(file.toString());
  }

  @Override
  public List<String> list(Path folder) throws IOException {
    return files.list(folder.toString());
  }

  @Override
  public @Nullable FileStatus status(Path path) throws IOException {
    SimulatedFiles.Status found = files.status(path.toString());
    return found == null
        ? null
        : new FileStatus(
            found.folder() ? FileStatus.Kind.FOLDER : FileStatus.Kind.FILE,
            found.size(),
            found.modifiedNanos(),
            found.inode(),
            DEVICE,
            1);
  }

  @Override
  public void setModified(Path file, long nanos) throws IOException {
    files.setModified(file.toString(), nanos);
  }

  @Override
  public Path realPath(Path path) throws IOException {
    if (files.status(path.toString()) == null) {
      throw new NoSuchFileException(path.toString());
    }
    return path;
  }

  @Override
  public boolean writable(Path folder) {
    return true;
  }

  @Override
  public String fileSystemType(Path existing) {
    return "simulated";
  }

  @Override
  public long usableBytes(Path existing) {
    return Long.MAX_VALUE;
  }

  private record Handle(SimulatedFile file) implements FileHandle {

    @Override
    public int write(ByteBuffer source, long position) throws IOException {
      return file.write(source.duplicate(), position);
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      return file.read(target.duplicate(), position);
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public void truncate(long size) throws IOException {
      file.truncate(size);
    }

    @Override
    public void force(boolean metadata) throws IOException {
      file.force(metadata);
    }

    @Override
    public boolean tryLock() throws IOException {
      return file.tryLock();
    }

    @Override
    public void close() {
      file.close();
    }
  }
}
