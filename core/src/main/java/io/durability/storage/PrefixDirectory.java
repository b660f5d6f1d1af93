package io.durability.storage;

import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A folder of a directory as a directory of its own, so that many logs live in one directory: the
 * file {@code wal/1} of the folder {@code orders} is {@code orders/wal/1} beneath. It sees and
 * changes nothing outside its folder.
 *
 * <pre>{@code
 * try (Directory shop = Directories.open(URI.create("file:///data/shop"));
 *     Log<Order> orders = Log.open(PrefixDirectory.of(shop, "orders"), orderCodec, options);
 *     Log<Refund> refunds = Log.open(PrefixDirectory.of(shop, "refunds"), refundCodec, options)) {
 *   …
 * }
 * }</pre>
 *
 * <p>It has the durability and the traits of the directory beneath, and holds nothing itself. What
 * locks the directory beneath locks all its folders: on a local disk they belong to one directory
 * object. Folders must not lie inside each other. A log may also live in the directory itself, if
 * no folder is called {@code wal}, {@code checkpoints} or {@code frontier}.
 *
 * <p>Errors tell the file as it is called in here, and the place of this folder.
 *
 * <p>Threads: as {@link Directory} says.
 */
public final class PrefixDirectory implements Directory {
  // Not a FilterDirectory: a verb added to the SPI must fail to compile here, not pass a name on
  // that was never mapped.

  private final Directory in;
  private final String prefix;
  private final String label;
  private final boolean closesIn;
  private volatile boolean closed;

  private PrefixDirectory(Directory in, String folder, boolean closesIn) {
    this.in = Objects.requireNonNull(in, "in");
    String name = folder.endsWith("/") ? folder.substring(0, folder.length() - 1) : folder;
    this.prefix = FileName.of(name) + "/";
    String place = in.toString();
    this.label = place + (place.endsWith("/") || place.endsWith(":") ? "" : "/") + name;
    this.closesIn = closesIn;
  }

  /**
   * Returns a folder of a directory that others use too: {@link #close} ends the use of the folder
   * only, and the directory beneath is closed by its owner, after all its folders.
   *
   * @param folder a name such as {@code orders} or {@code shop/orders}; a slash at its end changes
   *     nothing. It need not exist
   * @throws IllegalArgumentException if the folder breaks the rule of {@link FileName}
   */
  public static PrefixDirectory of(Directory in, String folder) {
    return new PrefixDirectory(in, folder, false);
  }

  /**
   * Returns a folder of a directory that nobody else uses: {@link #close} closes the directory
   * beneath too.
   *
   * @param folder as in {@link #of}
   * @throws IllegalArgumentException if the folder breaks the rule of {@link FileName}
   */
  public static PrefixDirectory owning(Directory in, String folder) {
    return new PrefixDirectory(in, folder, true);
  }

  @Override
  public Version write(FileName name, ByteBuffer content, Condition condition)
      throws DurabilityException {
    FileName below = below(name);
    checkOpen();
    try {
      return in.write(below, content, condition);
    } catch (DurabilityException e) {
      throw told(e);
    }
  }

  @Override
  public FileWriter create(FileName name) throws DurabilityException {
    FileName below = below(name);
    checkOpen();
    try {
      return new PrefixFileWriter(this, in.create(below));
    } catch (DurabilityException e) {
      throw told(e);
    }
  }

  @Override
  public FileReader open(FileName name) throws DurabilityException {
    FileName below = below(name);
    checkOpen();
    try {
      return new PrefixFileReader(this, in.open(below));
    } catch (DurabilityException e) {
      throw told(e);
    }
  }

  @Override
  public Optional<FileInfo> stat(FileName name) throws DurabilityException {
    FileName below = below(name);
    checkOpen();
    try {
      return in.stat(below).map(this::told);
    } catch (DurabilityException e) {
      throw told(e);
    }
  }

  @Override
  public List<FileInfo> list(String beginning, String after) throws DurabilityException {
    FileName.checkPrefix(beginning);
    checkLength("prefix of names", beginning);
    String afterBelow = after.isEmpty() ? "" : prefix + after;
    checkOpen();
    try {
      return in.list(prefix + beginning, afterBelow).stream().map(this::told).toList();
    } catch (DurabilityException e) {
      throw told(e);
    }
  }

  @Override
  public Pending<List<FileInfo>> beginList(String beginning) {
    FileName.checkPrefix(beginning);
    checkLength("prefix of names", beginning);
    checkOpen();
    Pending<List<FileInfo>> listing = in.beginList(prefix + beginning);
    return () -> {
      try {
        return listing.await().stream().map(this::told).toList();
      } catch (DurabilityException e) {
        throw told(e);
      }
    };
  }

  @Override
  public Pending<FileReader> beginOpen(FileName name) {
    FileName below = below(name);
    checkOpen();
    Pending<FileReader> opening = in.beginOpen(below);
    return () -> {
      try {
        return new PrefixFileReader(this, opening.await());
      } catch (DurabilityException e) {
        throw told(e);
      }
    };
  }

  @Override
  public void delete(Collection<FileName> names) throws DurabilityException {
    List<FileName> below = names.stream().map(this::below).toList();
    checkOpen();
    try {
      // Passed on even if it is empty: that takes the lock of a directory that has one.
      in.delete(below);
    } catch (DurabilityException e) {
      throw told(e);
    }
  }

  @Override
  public void rename(FileName from, FileName to) throws DurabilityException {
    FileName fromBelow = below(from);
    FileName toBelow = below(to);
    checkOpen();
    try {
      in.rename(fromBelow, toBelow);
    } catch (DurabilityException e) {
      throw told(e);
    }
  }

  @Override
  public Appender append(FileName name) throws DurabilityException {
    FileName below = below(name);
    checkOpen();
    try {
      return new PrefixAppender(this, in.append(below));
    } catch (DurabilityException e) {
      throw told(e);
    }
  }

  @Override
  public long seal(FileName name) throws DurabilityException {
    FileName below = below(name);
    checkOpen();
    try {
      return in.seal(below);
    } catch (DurabilityException e) {
      throw told(e);
    }
  }

  @Override
  public void settle(FileName name, long from, long end) throws DurabilityException {
    FileName below = below(name);
    checkOpen();
    try {
      in.settle(below, from, end);
    } catch (DurabilityException e) {
      throw told(e);
    }
  }

  // Of the whole directory beneath: a request may be about several of its folders.
  @Override
  public void addListener(DirectoryListener listener) {
    in.addListener(listener);
  }

  @Override
  public void removeListener(DirectoryListener listener) {
    in.removeListener(listener);
  }

  @Override
  public Traits traits() {
    return in.traits();
  }

  /**
   * Ends the use of this folder: every verb then fails. The directory beneath stays open, and with
   * it the handles of files that are still in use, unless this folder owns it. Idempotent.
   */
  @Override
  public void close() throws DurabilityException {
    closed = true;
    if (closesIn) {
      in.close();
    }
  }

  /** Names the directory beneath and the folder in it. */
  @Override
  public String toString() {
    return label;
  }

  /** Returns a failure of the directory beneath, told of the file as it is called in here. */
  DurabilityException told(DurabilityException failure) {
    Location place = failure.location();
    if (!place.directory().equals(in.toString())) {
      return failure;
    }
    String file = place.file();
    String name = file != null && file.startsWith(prefix) ? file.substring(prefix.length()) : file;
    return failure.withLocation(new Location(label, name, place.offset(), place.entryId()));
  }

  private FileInfo told(FileInfo file) {
    String name = file.name().value().substring(prefix.length());
    return new FileInfo(FileName.of(name), file.size(), file.version());
  }

  private FileName below(FileName name) {
    checkLength("file name", name.value());
    return FileName.of(prefix + name);
  }

  private void checkLength(String what, String name) {
    int most = FileName.LENGTH_MAX - prefix.length();
    if (name.length() > most) {
      throw new IllegalArgumentException(
          what
              + " too long in this folder [expected<="
              + most
              + ", found="
              + name.length()
              + ", folder="
              + prefix
              + ", name="
              + name
              + "]");
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("directory is closed [directory=" + label + "]");
    }
  }
}
