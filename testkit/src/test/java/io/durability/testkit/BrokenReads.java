package io.durability.testkit;

import static io.durability.testkit.DefectiveDirectory.reading;

import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.errors.NotFoundException;
import io.durability.storage.Directory;
import io.durability.storage.FileInfo;
import io.durability.storage.FileName;
import io.durability.storage.FileReader;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** Mistakes in reading: D4 and D5. */
final class BrokenReads {

  private BrokenReads() {}

  /** A read with a mistake in it. */
  private interface Read {
    void read(FileReader in, long position, ByteBuffer target) throws DurabilityException;
  }

  /** A stat with a mistake in it. */
  private interface Stat {
    Optional<FileInfo> stat(Directory in, FileName name) throws DurabilityException;
  }

  static List<Defect> all() {
    return List.of(
        read("read fills half of it", BrokenReads::half),
        read("read fills half of it and says all", BrokenReads::halfSilently),
        read("read begins at zero", (in, at, target) -> in.read(at > 0 ? at - 1 : at, target)),
        read("read beyond the size gives zeros", BrokenReads::zeros),
        read("read beyond the size is an I/O error", BrokenReads::ioError),
        read("read of nothing is refused", BrokenReads::refusesEmpty),
        read(
            "read takes positions modulo 2^32",
            (in, at, target) -> in.read(at & 0xffff_ffffL, target)),
        reader("reader that was closed reads on", BrokenReads::readsClosed),
        reader("reader refuses to be closed twice", BrokenReads::closesOnce),
        reader("reader has one position for all threads", SharedPosition::new),
        Defect.of("open of an absent file is an empty reader", "D4", (in, p) -> opensAll(in)),
        Defect.of("open reads the version of the moment", "D4", (in, p) -> opensLate(in)),
        stat("stat of an absent file throws", BrokenReads::statThrows),
        stat("stat of an absent file is empty content", BrokenReads::statZero),
        stat("stat sees folders", BrokenReads::statFolders),
        stat("stat misses empty files", (in, name) -> in.stat(name).filter(i -> i.size() > 0)),
        stat("stat rounds the size", BrokenReads::statRounds),
        stat("stat tells another name", BrokenReads::statRenames),
        Defect.of("stat forgets at close", "D5", (in, place) -> statForgets(in, place)));
  }

  private static Defect read(String what, Read read) {
    return reader(
        what,
        in ->
            new FilterFileReader(in) {
              @Override
              public void read(long position, ByteBuffer target) throws DurabilityException {
                read.read(in, position, target);
              }
            });
  }

  private static Defect reader(String what, java.util.function.UnaryOperator<FileReader> change) {
    return Defect.of(what, "D4", (in, place) -> reading(in, change));
  }

  private static Defect stat(String what, Stat stat) {
    return Defect.of(
        what,
        "D5 D6",
        (in, place) ->
            new DefectiveDirectory(in) {
              @Override
              public Optional<FileInfo> stat(FileName name) throws DurabilityException {
                return stat.stat(in, name);
              }
            });
  }

  private static void half(FileReader in, long position, ByteBuffer target)
      throws DurabilityException {
    int limit = target.limit();
    target.limit(target.position() + (target.remaining() + 1) / 2);
    in.read(position, target);
    target.limit(limit);
  }

  private static void halfSilently(FileReader in, long position, ByteBuffer target)
      throws DurabilityException {
    half(in, position, target);
    target.position(target.limit());
  }

  private static void zeros(FileReader in, long position, ByteBuffer target)
      throws DurabilityException {
    if (position >= 0 && position + target.remaining() > in.size()) {
      target.position(target.limit());
    } else {
      in.read(position, target);
    }
  }

  private static void ioError(FileReader in, long position, ByteBuffer target)
      throws DurabilityException {
    try {
      in.read(position, target);
    } catch (IndexOutOfBoundsException e) {
      throw new NotFoundException("beyond the end", Location.of("broken:", "file"), e);
    }
  }

  private static void refusesEmpty(FileReader in, long position, ByteBuffer target)
      throws DurabilityException {
    if (!target.hasRemaining()) {
      throw new IndexOutOfBoundsException("nothing to read");
    }
    in.read(position, target);
  }

  private static FileReader readsClosed(FileReader in) {
    return new FilterFileReader(in) {
      @Override
      public void close() {}
    };
  }

  private static FileReader closesOnce(FileReader in) {
    return new FilterFileReader(in) {
      private boolean closed;

      @Override
      public void close() {
        if (closed) {
          throw new IllegalStateException("closed twice");
        }
        closed = true;
      }
    };
  }

  /** Seeks, then reads, as if nobody else could seek between. */
  private static final class SharedPosition extends FilterFileReader {
    private volatile long position;

    SharedPosition(FileReader in) {
      super(in);
    }

    @Override
    public void read(long from, ByteBuffer target) throws DurabilityException {
      position = from;
      DefectiveDirectory.letOthersCome();
      super.read(position, target);
    }
  }

  private static Directory opensAll(Directory in) {
    return new DefectiveDirectory(in) {
      @Override
      public FileReader open(FileName name) throws DurabilityException {
        FileName shown = exists(name) ? name : FileName.of("empty-instead");
        if (!exists(shown)) {
          put(shown, new byte[0]);
        }
        return in.open(shown);
      }
    };
  }

  private static Directory opensLate(Directory in) {
    return new DefectiveDirectory(in) {
      @Override
      public FileReader open(FileName name) throws DurabilityException {
        return new FilterFileReader(in.open(name)) {
          @Override
          public long size() {
            return unchecked(() -> content(name)).length;
          }

          @Override
          public void read(long position, ByteBuffer target) throws DurabilityException {
            target.put(content(name), (int) position, target.remaining());
          }
        };
      }
    };
  }

  private static Optional<FileInfo> statThrows(Directory in, FileName name)
      throws DurabilityException {
    Optional<FileInfo> found = in.stat(name);
    if (found.isEmpty()) {
      throw new NotFoundException("no such file", Location.of(in, name));
    }
    return found;
  }

  private static Optional<FileInfo> statZero(Directory in, FileName name)
      throws DurabilityException {
    FileInfo none = new FileInfo(name, 0, new io.durability.storage.Version("none"));
    return Optional.of(in.stat(name).orElse(none));
  }

  private static Optional<FileInfo> statFolders(Directory in, FileName name)
      throws DurabilityException {
    Optional<FileInfo> found = in.stat(name);
    return found.isPresent() ? found : in.list(name + "/").stream().findFirst();
  }

  private static Optional<FileInfo> statRounds(Directory in, FileName name)
      throws DurabilityException {
    return in.stat(name)
        .map(info -> new FileInfo(name, (info.size() + 511) / 512 * 512, info.version()));
  }

  private static Optional<FileInfo> statRenames(Directory in, FileName name)
      throws DurabilityException {
    return in.stat(name)
        .map(info -> new FileInfo(FileName.of("x" + name), info.size(), info.version()));
  }

  private static Directory statForgets(Directory in, Defect.Place place) {
    boolean again = place.memory.put("opened", true) != null;
    return new DefectiveDirectory(in) {
      @Override
      public Optional<FileInfo> stat(FileName name) throws DurabilityException {
        return again ? Optional.empty() : in.stat(name);
      }
    };
  }
}
