package io.durability.fs;

import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.errors.NotFoundException;
import io.durability.errors.UnsupportedException;
import io.durability.storage.Appender;
import io.durability.storage.Condition;
import io.durability.storage.Directory;
import io.durability.storage.FileInfo;
import io.durability.storage.FileName;
import io.durability.storage.FileReader;
import io.durability.storage.FileWriter;
import io.durability.storage.RenameKind;
import io.durability.storage.Survives;
import io.durability.storage.Traits;
import io.durability.storage.Version;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * A directory in a folder of the local file system. The file of a logical name has that name as its
 * path below the root; besides these the root holds {@code ~lock} and {@code ~temp}, and ignores
 * what else has a name that is no logical name.
 *
 * <p>The first verb that changes anything creates the root if it is missing (mode 0700, files 0600)
 * and locks it, for this directory object and until {@link #close} or the end of the process; if
 * another directory object, in this process or another, has the lock, the verb fails with {@link
 * io.durability.errors.UnavailableException} and changes nothing. Reading takes no lock and creates
 * nothing. If the lock file is deleted or replaced meanwhile, verbs that change something fail with
 * {@link io.durability.errors.SupersededException}.
 *
 * <p>Symbolic links are followed on the way to the root and refused below it, with {@link
 * UnsupportedException}, as are pipes, sockets, devices, and a file in the place of a folder. A
 * full disk, a missing permission, too many open files and device errors are {@link
 * io.durability.errors.UnavailableException}s that keep the cause.
 *
 * <p>Append files that are deleted are written again as the next ones of the same folder. They are
 * kept for that if they were written through this directory object and closed whole, if nobody
 * reads them through it, if they have no other name, and if at least eight times their length is
 * free on the disk. For all folders together at most four are kept, unless the option {@code
 * spareFiles} says otherwise, and until {@link #close}. So behind the end of an append file that
 * was not closed may lie what a deleted one held, and whoever reads a file through another
 * directory object, in this process or another, while it is deleted may come to see other bytes.
 *
 * <p>What is durable survives the crash of the machine, if the disk keeps what it confirmed.
 */
public final class FsDirectory implements Directory {

  private static final Traits TRAITS =
      new Traits(
          Survives.MACHINE,
          RenameKind.ATOMIC,
          true,
          false,
          1,
          4096,
          FsAppender.BYTES_MAX,
          Long.MAX_VALUE);

  private final String label;
  private final Location location;
  private final FileOperations files;
  private final FileTree tree;
  private final TempFolder temps;
  private final Stamps stamps;
  private final WholeFiles wholeFiles;
  private final OpenReaders readers = new OpenReaders();
  private final SpareFiles spares;
  private final AppendFiles appendFiles;
  private final RootClaim claim;
  private final Session session;

  FsDirectory(Path root, FsOptions options, FileOperations files, Clock clock, LongSupplier entropy)
      throws DurabilityException {
    Path absolute = root.toAbsolutePath();
    this.files = files;
    label = label(absolute);
    location = Location.of(label);
    tree = new FileTree(files, absolute, label);
    temps = new TempFolder(files, tree, entropy, location);
    stamps = new Stamps(files, clock);
    spares = new SpareFiles(files, tree, temps, readers, options.spareFiles());
    appendFiles = new AppendFiles(files, tree, spares);
    wholeFiles = new WholeFiles(tree, stamps, appendFiles);
    RootFolder folder = new RootFolder(files, options, absolute, location);
    claim = new RootClaim(files, folder, tree, temps, location);
    session = new Session(claim, location);
    session.opened(spares);
    try {
      Path real = folder.find();
      if (real != null) {
        tree.resolvedTo(real);
      }
    } catch (IOException e) {
      throw Failures.of("root cannot be used", location, e);
    }
  }

  /**
   * Opens a folder without options; see {@link #open(Path, Map)}.
   *
   * @param root the folder, which need not exist
   * @return the directory
   * @throws DurabilityException as the other form does
   */
  public static FsDirectory open(Path root) throws DurabilityException {
    return open(root, Map.of());
  }

  /**
   * Opens a folder, which need not exist, as a directory. Changes nothing and takes no lock.
   *
   * @param root the folder
   * @param options {@code allowNetworkFileSystem}: {@code true} to use a file system that lies
   *     behind a network, whose locks and forces depend on a server; {@code false} unless set.
   *     {@code spareFiles}: how many deleted append files, 0 to 16, the directory keeps until it is
   *     closed, to write the next ones into; their space is free only then; 4 unless set
   * @return the directory
   * @throws IllegalArgumentException if an option is unknown or malformed
   * @throws UnsupportedException if the root, or what should be a folder above it, is something
   *     else, or if the file system knows no inodes (Windows, archives)
   * @throws io.durability.errors.UnavailableException if the root cannot be reached
   */
  public static FsDirectory open(Path root, Map<String, String> options)
      throws DurabilityException {
    FsOptions parsed = FsOptions.parse(options);
    Set<String> views = root.getFileSystem().supportedFileAttributeViews();
    if (!views.contains("unix")) {
      throw new UnsupportedException(
          "file system without inodes, expected=Linux, macOS or another Unix, found=" + views,
          Location.of(root));
    }
    return new FsDirectory(
        root,
        parsed,
        LocalFileOperations.INSTANCE,
        Clock.systemUTC(),
        new SecureRandom()::nextLong);
  }

  @Override
  public Version write(FileName name, ByteBuffer content, Condition condition)
      throws DurabilityException {
    Objects.requireNonNull(condition, "condition");
    ByteBuffer bytes = content.duplicate();
    TempFile file =
        session.change(
            "file not written",
            tree.location(name),
            () -> {
              // Spares the force of a content that has no place. Decided again when it is placed.
              wholeFiles.check(name, tree.find(name), condition);
              return temps.create();
            });
    try {
      file.write(bytes);
      return commit(file, name, condition);
    } catch (IOException e) {
      throw Failures.of("file not written", tree.location(name), e);
    } finally {
      file.discard();
    }
  }

  @Override
  public FileWriter create(FileName name) throws DurabilityException {
    Objects.requireNonNull(name, "name");
    return session.change(
        "file not created",
        tree.location(name),
        () -> session.opened(new FsFileWriter(this, name, temps.create())));
  }

  /** Finishes a temporary file outside the lock, since forcing may take long, and places it. */
  Version commit(TempFile file, FileName name, Condition condition) throws DurabilityException {
    FileStatus finished;
    try {
      finished = file.finish(stamps, Long.MIN_VALUE);
    } catch (IOException e) {
      throw Failures.of("file not forced", tree.location(name), e);
    }
    return session.change(
        "file not put in place",
        tree.location(name),
        () -> wholeFiles.place(file, finished, name, condition));
  }

  @Override
  public FileReader open(FileName name) throws DurabilityException {
    return session.read(
        "file not opened",
        tree.location(name),
        () -> {
          readers.begin(name);
          try {
            return openFound(name);
          } catch (IOException | RuntimeException | Error e) {
            readers.end(name);
            throw e;
          }
        });
  }

  private FileReader openFound(FileName name) throws IOException {
    if (tree.find(name) == null) {
      throw new NotFoundException("file not found", tree.location(name));
    }
    try {
      return reader(name, tree.open(name, false));
    } catch (NoSuchFileException e) {
      throw new NotFoundException("file not found", tree.location(name), e);
    }
  }

  private FileReader reader(FileName name, FileHandle handle) throws IOException {
    boolean opened = false;
    try {
      FileReader reader =
          session.opened(
              new FsFileReader(
                  handle,
                  appendFiles.readable(name, handle.size()),
                  tree.location(name),
                  closed -> {
                    session.forget(closed);
                    readers.end(name);
                  }));
      opened = true;
      return reader;
    } finally {
      if (!opened) {
        handle.close();
      }
    }
  }

  @Override
  public Optional<FileInfo> stat(FileName name) throws DurabilityException {
    return session.read(
        "file not examined",
        tree.location(name),
        () ->
            Optional.ofNullable(tree.find(name))
                .map(found -> new FileInfo(name, found.size(), found.version())));
  }

  @Override
  public List<FileInfo> list(String prefix, String after) throws DurabilityException {
    FileName.checkPrefix(prefix);
    Objects.requireNonNull(after, "after");
    return session.list("files not listed", location, () -> tree.list(prefix, after));
  }

  @Override
  public void delete(Collection<FileName> names) throws DurabilityException {
    List<FileName> all = List.copyOf(names);
    session.perform(
        "files not deleted",
        location,
        () -> new Deletion(files, tree, stamps, appendFiles, spares).delete(all));
  }

  @Override
  public void rename(FileName from, FileName to) throws DurabilityException {
    Objects.requireNonNull(to, "to");
    session.perform("file not renamed", tree.location(from), () -> renameHeld(from, to));
  }

  private void renameHeld(FileName from, FileName to) throws IOException {
    if (tree.find(from) == null) {
      throw new NotFoundException("file not found", tree.location(from));
    }
    if (from.equals(to)) {
      return;
    }
    FileStatus replaced = tree.prepare(to);
    files.rename(tree.path(from), tree.path(to));
    appendFiles.gone(from);
    appendFiles.gone(to);
    if (replaced != null) {
      stamps.removed(replaced);
    }
    // The new name first: if only one of the two folders comes to be forced, no name is lost.
    tree.forceFolderOf(to);
    if (!FileTree.folder(from).equals(FileTree.folder(to))) {
      tree.forceFolderOf(from);
    }
  }

  @Override
  public Appender append(FileName name) throws DurabilityException {
    return session.change(
        "file not created",
        tree.location(name),
        () -> {
          FileStatus current = tree.prepare(name);
          wholeFiles.check(name, current, Condition.absent());
          return session.opened(appendFiles.create(this, name));
        });
  }

  @Override
  public long seal(FileName name) throws DurabilityException {
    return session.change("file not sealed", tree.location(name), () -> appendFiles.seal(name));
  }

  @Override
  public void settle(FileName name, long from, long end) throws DurabilityException {
    session.perform(
        "file not settled", tree.location(name), () -> appendFiles.settle(name, from, end));
  }

  @Override
  public Traits traits() {
    return TRAITS;
  }

  @Override
  public void close() throws DurabilityException {
    session.close();
  }

  /** Names scheme and root, as a URI that opens this directory again. */
  @Override
  public String toString() {
    return label;
  }

  void forceFolderOf(FileName name) throws IOException {
    tree.forceFolderOf(name);
  }

  void forget(FsAppender appender, boolean isWhole) {
    appendFiles.closed(appender, isWhole);
    session.forget(appender);
  }

  void forget(FsFileWriter writer) {
    session.forget(writer);
  }

  private static String label(Path absolute) {
    try {
      return new URI("file", "", absolute.toString(), null).toString();
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("path has no URI: " + absolute, e);
    }
  }
}
