package io.durability.fs;

import java.io.IOException;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The operating system, through {@code java.nio}. */
final class LocalFileOperations implements FileOperations {

  /** The only instance: it has no state. */
  static final LocalFileOperations INSTANCE = new LocalFileOperations();

  private static final FileAttribute<Set<PosixFilePermission>> OWNER_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private static final Set<OpenOption> CREATE =
      Set.of(
          StandardOpenOption.CREATE_NEW,
          StandardOpenOption.READ,
          StandardOpenOption.WRITE,
          LinkOption.NOFOLLOW_LINKS);
  private static final Set<OpenOption> READ =
      Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
  private static final Set<OpenOption> READ_WRITE =
      Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

  private static final int TYPE_MASK = 0170000;
  private static final int TYPE_FILE = 0100000;
  private static final int TYPE_FOLDER = 0040000;
  private static final int TYPE_LINK = 0120000;

  private LocalFileOperations() {}

  @Override
  public FileHandle createNew(Path file) throws IOException {
    return new LocalFileHandle(
        AsynchronousFileChannel.open(file, CREATE, SameThreadExecutor.INSTANCE, OWNER_FILE));
  }

  @Override
  public FileHandle open(Path file, boolean writable) throws IOException {
    return new LocalFileHandle(
        AsynchronousFileChannel.open(
            file, writable ? READ_WRITE : READ, SameThreadExecutor.INSTANCE));
  }

  @Override
  public void createFolder(Path folder) throws IOException {
    Files.createDirectory(folder, OWNER_FOLDER);
  }

  @Override
  public void forceFolder(Path folder) throws IOException {
    try (AsynchronousFileChannel channel =
        AsynchronousFileChannel.open(folder, READ, SameThreadExecutor.INSTANCE)) {
      channel.force(true);
    }
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void link(Path existing, Path name) throws IOException {
    Files.createLink(name, existing);
  }

  @Override
  public void unlink(Path file) throws IOException {
    Files.delete(file);
  }

  @Override
  public List<String> list(Path folder) throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        names.add(String.valueOf(entry.getFileName()));
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return names;
  }

  @Override
  public @Nullable FileStatus status(Path path) throws IOException {
    Map<String, Object> attributes;
    try {
      attributes =
          Files.readAttributes(
              path, "unix:mode,size,lastModifiedTime,ino,dev,nlink", LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      return null;
    }
    return new FileStatus(
        kind(number(attributes, "mode").intValue()),
        number(attributes, "size").longValue(),
        ((FileTime) value(attributes, "lastModifiedTime")).to(TimeUnit.NANOSECONDS),
        number(attributes, "ino").longValue(),
        number(attributes, "dev").longValue(),
        number(attributes, "nlink").intValue());
  }

  private static FileStatus.Kind kind(int mode) {
    return switch (mode & TYPE_MASK) {
      case TYPE_FILE -> FileStatus.Kind.FILE;
      case TYPE_FOLDER -> FileStatus.Kind.FOLDER;
      case TYPE_LINK -> FileStatus.Kind.LINK;
      default -> FileStatus.Kind.OTHER;
    };
  }

  private static Number number(Map<String, Object> attributes, String name) throws IOException {
    return (Number) value(attributes, name);
  }

  private static Object value(Map<String, Object> attributes, String name) throws IOException {
    Object value = attributes.get(name);
    if (value == null) {
      throw new IOException("file system does not tell attribute " + name);
    }
    return value;
  }

  @Override
  public void setModified(Path file, long nanos) throws IOException {
    Files.getFileAttributeView(file, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .setTimes(FileTime.from(nanos, TimeUnit.NANOSECONDS), null, null);
  }

  @Override
  public Path realPath(Path path) throws IOException {
    return path.toRealPath();
  }

  @Override
  public boolean writable(Path folder) {
    return Files.isWritable(folder);
  }

  @Override
  public String fileSystemType(Path existing) throws IOException {
    return Files.getFileStore(existing).type();
  }

  @Override
  public long usableBytes(Path existing) throws IOException {
    return Files.getFileStore(existing).getUsableSpace();
  }
}
