package io.durability.fs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A {@link DirectedDisk} as one process sees it; a process that has died does nothing any more. */
final class DirectedFiles implements FileOperations {

  private final DirectedDisk director;
  private final DiskFiles disk;
  private final Set<DiskFile> locked = ConcurrentHashMap.newKeySet();
  private volatile boolean dead;

  DirectedFiles(DirectedDisk director, DiskFiles disk) {
    this.director = director;
    this.disk = disk;
  }

  void die() {
    dead = true;
    locked.forEach(file -> file.unlock(this));
  }

  private void note(String operation, Path path) throws IOException {
    note(operation + " " + shown(path));
  }

  private void note(String operation) throws IOException {
    checkAlive();
    director.note(operation);
    checkAlive();
  }

  private void checkAlive() throws IOException {
    if (dead) {
      throw new IOException("the process has died");
    }
  }

  private static String shown(Path path) {
    return path.startsWith(DirectedDisk.ROOT)
        ? DirectedDisk.ROOT.relativize(path).toString()
        : path.toString();
  }

  @Override
  public FileHandle createNew(Path file) throws IOException {
    note("create", file);
    return new Handle(disk.createFile(file), shown(file));
  }

  @Override
  public FileHandle open(Path file, boolean writable) throws IOException {
    note("read-open", file);
    if (disk.find(file) instanceof DiskFile found) {
      return new Handle(found, shown(file));
    }
    throw new NoSuchFileException(file.toString());
  }

  @Override
  public void createFolder(Path folder) throws IOException {
    note("mkdir", folder);
    disk.createFolder(folder);
  }

  @Override
  public void forceFolder(Path folder) throws IOException {
    note("force-folder", folder);
    disk.forceFolder(folder);
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    note("rename " + shown(from) + " " + shown(to));
    disk.rename(from, to);
  }

  @Override
  public void link(Path existing, Path name) throws IOException {
    note("link " + shown(existing) + " " + shown(name));
    disk.link(existing, name);
  }

  @Override
  public void unlink(Path file) throws IOException {
    note("unlink", file);
    disk.unlink(file);
  }

  @Override
  public List<String> list(Path folder) throws IOException {
    note("list", folder);
    return disk.list(folder);
  }

  @Override
  public @Nullable FileStatus status(Path path) throws IOException {
    checkAlive();
    DiskFiles.Node found = disk.find(path);
    if (found instanceof DiskFile file) {
      return file.status();
    }
    return found == null ? null : new FileStatus(FileStatus.Kind.FOLDER, 0, 0, found.inode(), 1, 1);
  }

  @Override
  public void setModified(Path file, long nanos) throws IOException {
    note("stamp", file);
    disk.file(file).modified(nanos);
  }

  @Override
  public Path realPath(Path path) throws IOException {
    if (disk.find(path) == null) {
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
    return "directed";
  }

  @Override
  public long usableBytes(Path existing) {
    return Long.MAX_VALUE;
  }

  private final class Handle implements FileHandle {

    private final DiskFile file;
    private final String name;
    private boolean closed;

    Handle(DiskFile file, String name) {
      this.file = file;
      this.name = name;
    }

    @Override
    public int write(ByteBuffer source, long position) throws IOException {
      note("write " + name + " " + position + "+" + source.remaining());
      checkOpen();
      return file.write(source, Math.toIntExact(position));
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      note("read " + name + " " + position + "+" + target.remaining());
      checkOpen();
      return file.read(target, Math.toIntExact(position));
    }

    @Override
    public long size() {
      return file.size();
    }

    @Override
    public void truncate(long size) throws IOException {
      note("truncate " + name + " " + size);
      checkOpen();
      file.resize((int) size);
    }

    @Override
    public void force(boolean metadata) throws IOException {
      checkOpen();
      try {
        note((metadata ? "force-all " : "force-data ") + name);
      } catch (IOException e) {
        if (!dead) {
          file.failForce();
          director.forceFailed();
        }
        throw e;
      }
      file.force();
    }

    @Override
    public boolean tryLock() throws IOException {
      note("lock " + name);
      if (file.lock(DirectedFiles.this)) {
        locked.add(file);
        return true;
      }
      return false;
    }

    @Override
    public void close() {
      closed = true;
      file.unlock(DirectedFiles.this);
    }

    private void checkOpen() throws IOException {
      if (closed) {
        throw new IOException("handle is closed: " + name);
      }
    }
  }
}
