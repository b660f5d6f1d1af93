package io.durability.testkit;

import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.errors.UnsupportedException;
import io.durability.storage.Appender;
import io.durability.storage.Condition;
import io.durability.storage.Directory;
import io.durability.storage.FileInfo;
import io.durability.storage.FileName;
import io.durability.storage.FileWriter;
import io.durability.storage.Version;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** Mistakes in names and in what stands in whose place: D14. */
final class BrokenNames {

  private BrokenNames() {}

  static List<Defect> all() {
    return List.of(
        Defect.of(
            "names have room for a suffix only",
            "D14",
            (in, p) -> refusing(in, name -> longestSegment(name) > 250)),
        Defect.of(
            "names are at most a thousand bytes",
            "D14",
            (in, p) -> refusing(in, name -> name.value().length() > 1_000)),
        Defect.of(
            "names of its own are taken away",
            "D14",
            (in, p) -> refusing(in, name -> name.value().endsWith("lock"))),
        Defect.of("names have no case", "D14", (in, p) -> caseless(in)),
        Defect.of(
            "a file gives way to a folder of its name",
            "D14",
            (in, p) -> evicting(in, true, false)),
        Defect.of(
            "a folder gives way to a file of its name",
            "D14",
            (in, p) -> evicting(in, false, true)),
        Defect.of("a place that is taken is an I/O error", "D14", (in, p) -> otherError(in)));
  }

  private static int longestSegment(FileName name) {
    int longest = 0;
    int start = 0;
    while (start <= name.value().length()) {
      int slash = name.value().indexOf('/', start);
      int end = slash < 0 ? name.value().length() : slash;
      longest = Math.max(longest, end - start);
      start = end + 1;
    }
    return longest;
  }

  /** A directory with a check or a change before whatever creates a file. */
  private abstract static class Creating extends DefectiveDirectory {
    Creating(Directory in) {
      super(in);
    }

    abstract void before(FileName name) throws DurabilityException;

    @Override
    public Version write(FileName name, ByteBuffer content, Condition condition)
        throws DurabilityException {
      before(name);
      return in.write(name, content, condition);
    }

    @Override
    public FileWriter create(FileName name) throws DurabilityException {
      before(name);
      return in.create(name);
    }

    @Override
    public void rename(FileName from, FileName to) throws DurabilityException {
      before(to);
      in.rename(from, to);
    }

    @Override
    public Appender append(FileName name) throws DurabilityException {
      before(name);
      return in.append(name);
    }
  }

  private static Directory refusing(Directory in, Predicate<FileName> refused) {
    return new Creating(in) {
      @Override
      void before(FileName name) throws DurabilityException {
        if (refused.test(name)) {
          throw new UnsupportedException("name not possible here", Location.of(in, name));
        }
      }
    };
  }

  private static Directory evicting(Directory in, boolean files, boolean folders) {
    return new Creating(in) {
      @Override
      void before(FileName name) throws DurabilityException {
        for (FileInfo info : in.list("")) {
          boolean file = name.value().startsWith(info.name() + "/");
          boolean folder = info.name().value().startsWith(name + "/");
          if ((files && file) || (folders && folder)) {
            in.delete(List.of(info.name()));
          }
        }
      }
    };
  }

  private static Directory caseless(Directory in) {
    return new DefectiveDirectory(in) {
      @Override
      public Version write(FileName name, ByteBuffer content, Condition condition)
          throws DurabilityException {
        FileName taken = name;
        for (FileInfo info : in.list("")) {
          if (lower(info.name()).equals(lower(name))) {
            taken = info.name();
          }
        }
        return in.write(taken, content, condition);
      }
    };
  }

  private static String lower(FileName name) {
    return name.value().toLowerCase(Locale.ROOT);
  }

  private static Directory otherError(Directory in) {
    return new Creating(in) {
      @Override
      void before(FileName name) throws DurabilityException {
        for (FileInfo info : in.list("")) {
          if (info.name().value().startsWith(name + "/")
              || name.value().startsWith(info.name() + "/")) {
            throw unavailable(name);
          }
        }
      }
    };
  }
}
