package io.durability.testkit;

import io.durability.errors.ConditionNotMetException;
import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.errors.NotFoundException;
import io.durability.errors.UnavailableException;
import io.durability.storage.Condition;
import io.durability.storage.Directory;
import io.durability.storage.FileInfo;
import io.durability.storage.FileName;
import io.durability.storage.FileReader;
import io.durability.storage.Version;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Mistakes in writing whole files: D1, and the conditions of D2. */
final class BrokenWrites {

  private BrokenWrites() {}

  /** A write with a mistake in it; {@code in} is the healthy directory. */
  private interface Write {
    Version write(Directory in, FileName name, byte[] content, Condition condition)
        throws DurabilityException;
  }

  static List<Defect> all() {
    return List.of(
        write("write makes no empty files", "D1", BrokenWrites::noEmptyFiles),
        write("write loses the last byte", "D1", BrokenWrites::losesTheLastByte),
        write("write ends at a mebibyte", "D1", BrokenWrites::endsAtAMebibyte),
        write("write leaves the rest of a longer file", "D1", BrokenWrites::leavesTheRest),
        write("write keeps the length of a shorter file", "D1", BrokenWrites::keepsTheLength),
        write("write needs its folder to exist", "D1", BrokenWrites::needsAFolder),
        write("write truncates, then fills", "D1", BrokenWrites::truncatesThenFills),
        write("write ignores its condition", "D2", BrokenWrites::ignoresConditions),
        write("write checks, then acts", "D2 D17", BrokenWrites::checksThenActs),
        write("matches creates an absent file", "D2", BrokenWrites::matchesAbsent),
        write("absent remembers deleted files", "D2", new RemembersDeleted()),
        write("matches is never met", "D2", BrokenWrites::matchesNever),
        write("absent is never met", "D2", BrokenWrites::absentNever),
        write("not met, yet written", "D2", BrokenWrites::notMetYetWritten),
        write("not met, without the version found", "D2", BrokenWrites::notToldWhat),
        Defect.of("write is forgotten at close", "D1 D2", (in, place) -> forgets(in)));
  }

  private static Defect write(String what, String clauses, Write write) {
    return Defect.of(
        what,
        clauses,
        (in, place) ->
            new DefectiveDirectory(in) {
              @Override
              public Version write(FileName name, ByteBuffer content, Condition condition)
                  throws DurabilityException {
                return write.write(in, name, copy(content), condition);
              }
            });
  }

  private static Version plain(Directory in, FileName name, byte[] content, Condition condition)
      throws DurabilityException {
    return in.write(name, ByteBuffer.wrap(content), condition);
  }

  private static Version noEmptyFiles(Directory in, FileName name, byte[] content, Condition when)
      throws DurabilityException {
    return content.length == 0 ? new Version("none") : plain(in, name, content, when);
  }

  private static Version losesTheLastByte(
      Directory in, FileName name, byte[] content, Condition when) throws DurabilityException {
    return plain(in, name, Arrays.copyOf(content, Math.max(0, content.length - 1)), when);
  }

  private static Version endsAtAMebibyte(
      Directory in, FileName name, byte[] content, Condition when) throws DurabilityException {
    return plain(in, name, Arrays.copyOf(content, Math.min(1 << 20, content.length)), when);
  }

  private static Optional<byte[]> earlier(Directory in, FileName name) throws DurabilityException {
    try (FileReader reader = in.open(name)) {
      ByteBuffer whole = ByteBuffer.allocate((int) reader.size());
      reader.read(0, whole);
      return Optional.of(whole.array());
    } catch (NotFoundException e) {
      return Optional.empty();
    }
  }

  private static Version leavesTheRest(Directory in, FileName name, byte[] content, Condition when)
      throws DurabilityException {
    byte[] there = earlier(in, name).orElse(content).clone();
    if (there.length <= content.length) {
      return plain(in, name, content, when);
    }
    System.arraycopy(content, 0, there, 0, content.length);
    return plain(in, name, there, when);
  }

  private static Version keepsTheLength(Directory in, FileName name, byte[] content, Condition when)
      throws DurabilityException {
    int length = Math.min(earlier(in, name).orElse(content).length, content.length);
    return plain(in, name, Arrays.copyOf(content, length), when);
  }

  private static Version needsAFolder(Directory in, FileName name, byte[] content, Condition when)
      throws DurabilityException {
    if (name.value().contains("/")) {
      throw new UnavailableException("no such folder", Location.of(in, name));
    }
    return plain(in, name, content, when);
  }

  private static Version truncatesThenFills(
      Directory in, FileName name, byte[] content, Condition when) throws DurabilityException {
    plain(in, name, Arrays.copyOf(content, content.length / 2), when);
    DefectiveDirectory.letOthersCome();
    return plain(in, name, content, Condition.none());
  }

  private static Version ignoresConditions(
      Directory in, FileName name, byte[] content, Condition when) throws DurabilityException {
    return plain(in, name, content, Condition.none());
  }

  private static Version checksThenActs(Directory in, FileName name, byte[] content, Condition when)
      throws DurabilityException {
    Optional<Version> found = in.stat(name).map(FileInfo::version);
    boolean met =
        when instanceof Condition.None
            || (when instanceof Condition.Absent && found.isEmpty())
            || (when instanceof Condition.Matches matches
                && found.equals(Optional.of(matches.version())));
    if (!met) {
      throw notMet(in, name, found.map(Version::value).orElse(null));
    }
    // Long enough that racers which start together come past the check together.
    DefectiveDirectory.letOthersCome();
    return plain(in, name, content, Condition.none());
  }

  private static ConditionNotMetException notMet(
      Directory in, FileName name, @org.jspecify.annotations.Nullable String found) {
    return new ConditionNotMetException("condition", Location.of(in, name), found);
  }

  private static Version matchesAbsent(Directory in, FileName name, byte[] content, Condition when)
      throws DurabilityException {
    return plain(in, name, content, in.stat(name).isEmpty() ? Condition.none() : when);
  }

  /** Keeps a set of names ever written, and never takes one out. */
  private static final class RemembersDeleted implements Write {
    private final Map<Object, Boolean> seen = new ConcurrentHashMap<>();

    @Override
    public Version write(Directory in, FileName name, byte[] content, Condition when)
        throws DurabilityException {
      boolean again = seen.put(in + "/" + name, true) != null;
      if (when instanceof Condition.Absent && again) {
        throw notMet(in, name, null);
      }
      return plain(in, name, content, when);
    }
  }

  private static Version matchesNever(Directory in, FileName name, byte[] content, Condition when)
      throws DurabilityException {
    if (when instanceof Condition.Matches) {
      Optional<FileInfo> found = in.stat(name);
      throw notMet(in, name, found.map(info -> info.version().value()).orElse(null));
    }
    return plain(in, name, content, when);
  }

  private static Version absentNever(Directory in, FileName name, byte[] content, Condition when)
      throws DurabilityException {
    if (when instanceof Condition.Absent) {
      throw notMet(in, name, "some");
    }
    return plain(in, name, content, when);
  }

  private static Version notMetYetWritten(
      Directory in, FileName name, byte[] content, Condition when) throws DurabilityException {
    try {
      return plain(in, name, content, when);
    } catch (ConditionNotMetException e) {
      plain(in, name, content, Condition.none());
      throw e;
    }
  }

  private static Version notToldWhat(Directory in, FileName name, byte[] content, Condition when)
      throws DurabilityException {
    try {
      return plain(in, name, content, when);
    } catch (ConditionNotMetException e) {
      throw notMet(in, name, e.current().isPresent() ? null : "some");
    }
  }

  /** Content and version as a cache has them; the store still has what was there before. */
  private static Directory forgets(Directory in) {
    return new DefectiveDirectory(in) {
      private final Map<FileName, Optional<byte[]>> before = new ConcurrentHashMap<>();

      @Override
      public Version write(FileName name, ByteBuffer content, Condition condition)
          throws DurabilityException {
        before.putIfAbsent(name, earlier(in, name));
        return in.write(name, content, condition);
      }

      @Override
      public void close() throws DurabilityException {
        for (Map.Entry<FileName, Optional<byte[]>> each : before.entrySet()) {
          if (each.getValue().isPresent()) {
            put(each.getKey(), each.getValue().get());
          } else {
            in.delete(List.of(each.getKey()));
          }
        }
        before.clear();
        super.close();
      }
    };
  }
}
