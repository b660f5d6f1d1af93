package io.durability.testkit;

import io.durability.errors.DurabilityException;
import io.durability.errors.SupersededException;
import io.durability.storage.Appender;
import io.durability.storage.Directory;
import io.durability.storage.FileInfo;
import io.durability.storage.FileName;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** Mistakes in seal and settle: D12 and D13. */
final class BrokenSeals {

  private BrokenSeals() {}

  /** A seal with a mistake in it. */
  private interface Seal {
    long seal(DefectiveDirectory to, Directory in, FileName name) throws DurabilityException;
  }

  /** A settle with a mistake in it. */
  private interface Settle {
    void settle(DefectiveDirectory to, Directory in, FileName name, long from, long end)
        throws DurabilityException;
  }

  static List<Defect> all() {
    return List.of(
        seal("seal only tells the length", (to, in, name) -> length(in, name)),
        seal("seal does not tell the length", BrokenSeals::tellsNothing),
        seal("seal makes the file", BrokenSeals::makes),
        seal("seal of an absent file throws", BrokenSeals::absentThrows),
        seal("seal once more adds to the length", new Adds()),
        seal("seal seals its neighbours", BrokenSeals::neighbours),
        seal("seal is refused the second time", new Once()),
        Defect.of("seal leaves the appender its old right", "D12 D11", (in, p) -> oldRight(in)),
        Defect.of("seal spares what was written before", "D12", (in, p) -> spares(in)),
        Defect.of("seal spares a sync of nothing new", "D12", (in, p) -> sparesNothing(in)),
        Defect.of("seal spares an appender without a sync", "D12", (in, p) -> sparesNew(in)),
        Defect.of("seal is forgotten at close", "D12", BrokenSeals::forgotten),
        Defect.of("seal is forgotten at delete", "D12 D7", (in, p) -> forgottenAtDelete(in)),
        settle("settle does nothing", (to, in, name, from, end) -> {}),
        settle("settle voids what it should keep", BrokenSeals::voidsAll),
        settle("settle keeps one byte too few", BrokenSeals::tooFew),
        settle("settle does not look at the range", BrokenSeals::unchecked),
        settle("settle needs no seal", BrokenSeals::needsNoSeal),
        settle("settle fills with garbage behind the end", BrokenSeals::garbage),
        settle("settle deletes an empty file", BrokenSeals::deletesEmpty),
        settle("settle settles its neighbours", BrokenSeals::settlesNeighbours),
        settle("settle is allowed once", new SettledOnce()),
        Defect.of("settle is undone at close", "D13", (in, p) -> undone(in)));
  }

  private static Defect seal(String what, Seal seal) {
    return Defect.of(
        what,
        "D11 D12",
        (in, place) ->
            new DefectiveDirectory(in) {
              @Override
              public long seal(FileName name) throws DurabilityException {
                return seal.seal(this, in, name);
              }
            });
  }

  private static Defect settle(String what, Settle settle) {
    return Defect.of(
        what,
        "D13",
        (in, place) ->
            new DefectiveDirectory(in) {
              @Override
              public void settle(FileName name, long from, long end) throws DurabilityException {
                settle.settle(this, in, name, from, end);
              }
            });
  }

  private static long length(Directory in, FileName name) throws DurabilityException {
    return in.stat(name).map(FileInfo::size).orElse(0L);
  }

  private static long tellsNothing(DefectiveDirectory to, Directory in, FileName name)
      throws DurabilityException {
    in.seal(name);
    return 0;
  }

  private static long makes(DefectiveDirectory to, Directory in, FileName name)
      throws DurabilityException {
    if (!to.exists(name)) {
      in.append(name).close();
    }
    return in.seal(name);
  }

  private static long absentThrows(DefectiveDirectory to, Directory in, FileName name)
      throws DurabilityException {
    in.open(name).close();
    return in.seal(name);
  }

  /** Counts the calls into the length. */
  private static final class Adds implements Seal {
    private final Map<String, Long> calls = new ConcurrentHashMap<>();

    @Override
    public long seal(DefectiveDirectory to, Directory in, FileName name)
        throws DurabilityException {
      return in.seal(name) + calls.merge(in + "/" + name, 1L, Long::sum) - 1;
    }
  }

  /** Refuses a seal of what is sealed. */
  private static final class Once implements Seal {
    private final Set<String> sealed = ConcurrentHashMap.newKeySet();

    @Override
    public long seal(DefectiveDirectory to, Directory in, FileName name)
        throws DurabilityException {
      if (!sealed.add(in + "/" + name)) {
        throw to.unavailable(name);
      }
      return in.seal(name);
    }
  }

  private static long neighbours(DefectiveDirectory to, Directory in, FileName name)
      throws DurabilityException {
    for (FileInfo info : in.list(name.value())) {
      in.seal(info.name());
    }
    return in.seal(name);
  }

  /** Replaces a sealed file by one that the appender goes on to write. */
  private abstract static class Sparing extends DefectiveDirectory {
    final Set<FileName> sealed = ConcurrentHashMap.newKeySet();

    Sparing(Directory in) {
      super(in);
    }

    @Override
    public long seal(FileName name) throws DurabilityException {
      long length = length(in, name);
      sealed.add(name);
      return length;
    }

    SupersededException superseded(FileName name) {
      return new SupersededException("sealed", io.durability.errors.Location.of(in, name));
    }
  }

  /** Refuses in the right way, and lets the bytes land all the same. */
  private static Directory oldRight(Directory in) {
    return new Sparing(in) {
      @Override
      public Appender append(FileName name) throws DurabilityException {
        return new FilterAppender(in.append(name)) {
          @Override
          public CompletableFuture<Long> sync() {
            CompletableFuture<Long> landed = in.sync();
            return sealed.contains(name)
                ? CompletableFuture.failedFuture(superseded(name))
                : landed;
          }
        };
      }
    };
  }

  /** Looks for the seal at write only, so that a sync of earlier bytes is confirmed. */
  private static Directory spares(Directory in) {
    return new Sparing(in) {
      @Override
      public Appender append(FileName name) throws DurabilityException {
        return new FilterAppender(in.append(name)) {
          @Override
          public void write(ByteBuffer bytes) throws DurabilityException {
            if (sealed.contains(name)) {
              throw superseded(name);
            }
            in.write(bytes);
          }
        };
      }
    };
  }

  private static Directory sparesNothing(Directory in) {
    return new DefectiveDirectory(in) {
      @Override
      public Appender append(FileName name) throws DurabilityException {
        return new FilterAppender(in.append(name)) {
          private long synced;

          @Override
          public CompletableFuture<Long> sync() {
            if (in.length() == synced) {
              return CompletableFuture.completedFuture(synced);
            }
            synced = in.length();
            return in.sync();
          }
        };
      }
    };
  }

  private static Directory sparesNew(Directory in) {
    return new Sparing(in) {
      @Override
      public long seal(FileName name) throws DurabilityException {
        return length(in, name) == 0 ? 0 : in.seal(name);
      }
    };
  }

  private static Directory forgotten(Directory in, Defect.Place place) {
    boolean again = place.memory.put("opened", true) != null;
    return new DefectiveDirectory(in) {
      @Override
      public long seal(FileName name) throws DurabilityException {
        return again ? length(in, name) : in.seal(name);
      }
    };
  }

  private static Directory forgottenAtDelete(Directory in) {
    return new Sparing(in) {
      private final Set<FileName> deleted = ConcurrentHashMap.newKeySet();

      @Override
      public void delete(java.util.Collection<FileName> names) throws DurabilityException {
        in.delete(names);
        deleted.addAll(names);
      }

      @Override
      public Appender append(FileName name) throws DurabilityException {
        return new FilterAppender(in.append(name)) {
          @Override
          public void write(ByteBuffer bytes) throws DurabilityException {
            if (!deleted.contains(name)) {
              in.write(bytes);
            }
          }

          @Override
          public CompletableFuture<Long> sync() {
            return deleted.contains(name)
                ? CompletableFuture.completedFuture(in.length())
                : in.sync();
          }
        };
      }
    };
  }

  private static void voidsAll(
      DefectiveDirectory to, Directory in, FileName name, long from, long end)
      throws DurabilityException {
    in.settle(name, 0, 0);
  }

  private static void tooFew(
      DefectiveDirectory to, Directory in, FileName name, long from, long end)
      throws DurabilityException {
    in.settle(name, Math.min(from, Math.max(0, end - 1)), Math.max(0, end - 1));
  }

  private static void unchecked(
      DefectiveDirectory to, Directory in, FileName name, long from, long end)
      throws DurabilityException {
    long size = length(in, name);
    in.settle(name, 0, Math.min(Math.max(end, 0), size));
  }

  private static void needsNoSeal(
      DefectiveDirectory to, Directory in, FileName name, long from, long end)
      throws DurabilityException {
    in.seal(name);
    in.settle(name, from, end);
  }

  private static void garbage(
      DefectiveDirectory to, Directory in, FileName name, long from, long end)
      throws DurabilityException {
    byte[] content = to.content(name);
    in.settle(name, from, end);
    if (end < content.length) {
      java.util.Arrays.fill(content, (int) end, content.length, (byte) 1);
      to.put(name, content);
      in.seal(name);
    }
  }

  private static void deletesEmpty(
      DefectiveDirectory to, Directory in, FileName name, long from, long end)
      throws DurabilityException {
    in.settle(name, from, end);
    if (end == 0) {
      in.delete(List.of(name));
    }
  }

  private static void settlesNeighbours(
      DefectiveDirectory to, Directory in, FileName name, long from, long end)
      throws DurabilityException {
    for (FileInfo info : in.list(name.value())) {
      in.settle(info.name(), from, end);
    }
  }

  /** Takes the second call for a mistake. */
  private static final class SettledOnce implements Settle {
    private final Set<String> settled = ConcurrentHashMap.newKeySet();

    @Override
    public void settle(DefectiveDirectory to, Directory in, FileName name, long from, long end)
        throws DurabilityException {
      in.settle(name, from, end);
      if (!settled.add(in + "/" + name)) {
        throw to.unavailable(name);
      }
    }
  }

  private static Directory undone(Directory in) {
    return new DefectiveDirectory(in) {
      private final Map<FileName, byte[]> before = new ConcurrentHashMap<>();

      @Override
      public void settle(FileName name, long from, long end) throws DurabilityException {
        byte[] content = content(name);
        in.settle(name, from, end);
        before.putIfAbsent(name, content);
      }

      @Override
      public void close() throws DurabilityException {
        for (Map.Entry<FileName, byte[]> each : before.entrySet()) {
          if (exists(each.getKey())) {
            put(each.getKey(), each.getValue());
          }
        }
        before.clear();
        super.close();
      }
    };
  }
}
