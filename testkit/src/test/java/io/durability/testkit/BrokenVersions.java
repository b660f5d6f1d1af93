package io.durability.testkit;

import io.durability.errors.DurabilityException;
import io.durability.storage.Condition;
import io.durability.storage.Directory;
import io.durability.storage.FileInfo;
import io.durability.storage.FileName;
import io.durability.storage.FileWriter;
import io.durability.storage.Version;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Mistakes in what a version is: D2. */
final class BrokenVersions {

  private BrokenVersions() {}

  /** What a file's version is said to be. */
  private interface Versioning {
    String version(FileInfo file);
  }

  static List<Defect> all() {
    AtomicLong counter = new AtomicLong();
    return List.of(
        versions("version is constant", file -> "1"),
        versions("version is the length", file -> Long.toString(file.size())),
        versions("version is new in every answer", file -> "" + counter.incrementAndGet()),
        Defect.of(
            "version is the second of writing",
            "D2",
            (in, place) -> versioned(in, file -> "" + System.nanoTime() / 1_000_000_000L)),
        Defect.of(
            "version belongs to the open directory",
            "D2 D5",
            (in, place) -> {
              long session = counter.incrementAndGet();
              return versioned(in, file -> session + "-" + file.version());
            }),
        Defect.of(
            "version that write returns is another one",
            "D2",
            (in, place) -> answersOtherVersion(in)),
        Defect.of(
            "version of a listing is another one",
            "D2 D6",
            (in, place) ->
                DefectiveDirectory.listing(
                    in,
                    all ->
                        all.stream()
                            .map(f -> new FileInfo(f.name(), f.size(), new Version("listed")))
                            .toList())),
        Defect.of(
            "rename keeps the version of its destination", "D2", BrokenVersions::keptByRename));
  }

  private static Defect versions(String what, Versioning versioning) {
    return Defect.of(what, "D2", (in, place) -> versioned(in, versioning));
  }

  private static Directory versioned(Directory in, Versioning versioning) {
    return new DefectiveDirectory(in) {
      private Version shown(FileName name) throws DurabilityException {
        return stat(name).orElseThrow().version();
      }

      private FileInfo shown(FileInfo info) {
        return new FileInfo(info.name(), info.size(), new Version(versioning.version(info)));
      }

      @Override
      public Version write(FileName name, ByteBuffer content, Condition condition)
          throws DurabilityException {
        in.write(name, content, condition);
        return shown(name);
      }

      @Override
      public FileWriter create(FileName name) throws DurabilityException {
        return new FilterFileWriter(in.create(name)) {
          @Override
          public Version commit(Condition condition) throws DurabilityException {
            in.commit(condition);
            return shown(name);
          }
        };
      }

      @Override
      public Optional<FileInfo> stat(FileName name) throws DurabilityException {
        return in.stat(name).map(this::shown);
      }

      @Override
      public List<FileInfo> list(String prefix, String after) throws DurabilityException {
        return in.list(prefix, after).stream().map(this::shown).toList();
      }
    };
  }

  private static Directory answersOtherVersion(Directory in) {
    return new DefectiveDirectory(in) {
      @Override
      public Version write(FileName name, ByteBuffer content, Condition condition)
          throws DurabilityException {
        return new Version("w" + in.write(name, content, condition));
      }
    };
  }

  /** As a file system's rename does that hands out the inode number of a reused inode. */
  private static Directory keptByRename(Directory in, Defect.Place place) {
    return new DefectiveDirectory(in) {
      @Override
      public void rename(FileName from, FileName to) throws DurabilityException {
        Optional<FileInfo> replaced = in.stat(to);
        in.rename(from, to);
        replaced.ifPresent(info -> place.memory.put(to.value(), info.version()));
      }

      @Override
      public Optional<FileInfo> stat(FileName name) throws DurabilityException {
        return in.stat(name)
            .map(
                info ->
                    new FileInfo(
                        name,
                        info.size(),
                        (Version) place.memory.getOrDefault(name.value(), info.version())));
      }
    };
  }
}
