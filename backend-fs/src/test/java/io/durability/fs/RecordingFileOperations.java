package io.durability.fs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Passes operations on to the real file system and writes down those that change or force
 * something, in order and with paths relative to the root. Fails them on request.
 */
final class RecordingFileOperations extends FilterFileOperations {

  /** Runs before an operation; may throw in its place, or change the ground under it. */
  interface Hook {
    void before(String operation) throws IOException;
  }

  private final Path root;
  private final List<String> operations = new ArrayList<>();
  private Hook hook = operation -> {};
  private int bytesPerWriteMax = Integer.MAX_VALUE;
  private long modifiedTickNanos = 1;
  private @Nullable String type;
  private long usableBytesMax = Long.MAX_VALUE;

  RecordingFileOperations(Path root) throws IOException {
    super(LocalFileOperations.INSTANCE);
    this.root = root.toRealPath();
  }

  /** Returns what was done since the last call, without reads. */
  synchronized List<String> taken() {
    List<String> taken = List.copyOf(operations);
    operations.clear();
    return taken.stream()
        .filter(line -> !line.startsWith("read") && !line.startsWith("list"))
        .toList();
  }

  /** Returns what was done since the last call and begins with a word. */
  synchronized List<String> taken(String word) {
    List<String> taken = operations.stream().filter(line -> line.startsWith(word)).toList();
    operations.clear();
    return taken;
  }

  /** Has the file system tell from now on that it has no more room than this. */
  void usable(long bytes) {
    usableBytesMax = bytes;
  }

  void hook(Hook newHook) {
    hook = newHook;
  }

  /**
   * Makes operations fail, each time, whose line the predicate accepts. Returns what the first of
   * them opens.
   */
  CountDownLatch failOn(Predicate<String> failing) {
    CountDownLatch failed = new CountDownLatch(1);
    hook =
        operation -> {
          if (failing.test(operation)) {
            failed.countDown();
            throw new IOException("injected at: " + operation);
          }
        };
    return failed;
  }

  void bytesPerWriteMax(int bytes) {
    bytesPerWriteMax = bytes;
  }

  /** Plays a file system that keeps times in steps of this. */
  void modifiedTickNanos(long nanos) {
    modifiedTickNanos = nanos;
  }

  void fileSystemType(String newType) {
    type = newType;
  }

  private void note(String operation) throws IOException {
    synchronized (this) {
      operations.add(operation);
    }
    hook.before(operation);
  }

  /** Temporary names are random; tests call them all {@code ~temp/*}. */
  private String shown(Path path) {
    if (!path.startsWith(root)) {
      return path.equals(root.getParent()) ? ".." : path.toString();
    }
    String relative = root.relativize(path).toString();
    if (relative.isEmpty()) {
      return ".";
    }
    return relative.startsWith("~temp/") ? "~temp/*" : relative;
  }

  @Override
  public FileHandle createNew(Path file) throws IOException {
    note("create " + shown(file));
    return new RecordingHandle(in.createNew(file), shown(file));
  }

  @Override
  public FileHandle open(Path file, boolean writable) throws IOException {
    note((writable ? "open " : "read-open ") + shown(file));
    return new RecordingHandle(in.open(file, writable), shown(file));
  }

  @Override
  public void createFolder(Path folder) throws IOException {
    note("mkdir " + shown(folder));
    in.createFolder(folder);
  }

  @Override
  public void forceFolder(Path folder) throws IOException {
    note("force-folder " + shown(folder));
    in.forceFolder(folder);
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    note("rename " + shown(from) + " " + shown(to));
    in.rename(from, to);
  }

  @Override
  public void link(Path existing, Path name) throws IOException {
    note("link " + shown(existing) + " " + shown(name));
    in.link(existing, name);
  }

  @Override
  public void unlink(Path file) throws IOException {
    note("unlink " + shown(file));
    in.unlink(file);
  }

  @Override
  public List<String> list(Path folder) throws IOException {
    note("list " + shown(folder));
    return in.list(folder);
  }

  @Override
  public void setModified(Path file, long nanos) throws IOException {
    note("stamp " + shown(file));
    in.setModified(file, nanos - nanos % modifiedTickNanos);
  }

  @Override
  public String fileSystemType(Path existing) throws IOException {
    return type == null ? in.fileSystemType(existing) : type;
  }

  @Override
  public long usableBytes(Path existing) throws IOException {
    return Math.min(usableBytesMax, in.usableBytes(existing));
  }

  private final class RecordingHandle extends Handle {
    private final String name;

    RecordingHandle(FileHandle handle, String name) {
      super(handle);
      this.name = name;
    }

    @Override
    public int write(ByteBuffer source, long position) throws IOException {
      int bytes = Math.min(source.remaining(), bytesPerWriteMax);
      note("write " + name + " " + position + "+" + bytes);
      int limit = source.limit();
      source.limit(source.position() + bytes);
      try {
        return handle.write(source, position);
      } finally {
        source.limit(limit);
      }
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      note("read " + name + " " + position);
      int limit = target.limit();
      target.limit(target.position() + Math.min(target.remaining(), bytesPerWriteMax));
      try {
        return handle.read(target, position);
      } finally {
        target.limit(limit);
      }
    }

    @Override
    public void truncate(long size) throws IOException {
      note("truncate " + name + " " + size);
      handle.truncate(size);
    }

    @Override
    public void force(boolean metadata) throws IOException {
      note((metadata ? "force-all " : "force-data ") + name);
      handle.force(metadata);
    }

    @Override
    public boolean tryLock() throws IOException {
      note("lock " + name);
      return handle.tryLock();
    }
  }
}
