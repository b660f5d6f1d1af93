package io.durability.testkit;

import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.errors.NotFoundException;
import io.durability.errors.UnavailableException;
import io.durability.storage.Directory;
import io.durability.storage.FileInfo;
import io.durability.storage.FileName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Mistakes in delete and rename: D7 and D8. */
final class BrokenChanges {

  private BrokenChanges() {}

  /** A delete with a mistake in it. */
  private interface Delete {
    void delete(DefectiveDirectory to, Directory in, Collection<FileName> names)
        throws DurabilityException;
  }

  /** A rename with a mistake in it. */
  private interface Rename {
    void rename(DefectiveDirectory to, Directory in, FileName from, FileName to2)
        throws DurabilityException;
  }

  static List<Defect> all() {
    return List.of(
        delete("delete does nothing", (to, in, names) -> {}),
        delete("delete of an absent file throws", BrokenChanges::absentThrows),
        delete("delete ends at an absent file", BrokenChanges::endsAtAbsent),
        delete("delete ends at a thousand", BrokenChanges::endsAtAThousand),
        delete("delete of nothing deletes all", BrokenChanges::nothingIsAll),
        delete("delete of nothing throws", BrokenChanges::nothingThrows),
        delete("delete takes names for prefixes", BrokenChanges::prefixes),
        delete("delete takes names for folders", BrokenChanges::folders),
        delete("delete empties files", BrokenChanges::empties),
        delete("delete leaves append files", BrokenChanges::leavesAppendFiles),
        delete("delete is undone at close", new UndoneAtClose()),
        Defect.of("delete leaves a tombstone", "D7 D2", (in, place) -> tombstones(in)),
        rename("rename copies and does not delete", BrokenChanges::copies),
        rename("rename does not replace", BrokenChanges::doesNotReplace),
        rename("rename of a missing file succeeds", BrokenChanges::missingSucceeds),
        rename("rename of a missing file deletes the destination", BrokenChanges::missingDeletes),
        rename("rename to itself deletes", BrokenChanges::itselfDeletes),
        rename("rename to itself writes anew", BrokenChanges::itselfWrites),
        rename("rename to itself always succeeds", BrokenChanges::itselfSucceeds),
        rename("rename stays in its folder", BrokenChanges::staysInFolder),
        rename("rename moves folders", BrokenChanges::movesFolders),
        rename("rename ends at a mebibyte", BrokenChanges::endsAtAMebibyte),
        rename("rename keeps empty files out", BrokenChanges::notEmpty),
        rename("rename copies, then deletes, and calls it atomic", BrokenChanges::inSteps),
        rename("rename leaves a copy at the old name later", new CopyLater()));
  }

  private static Defect delete(String what, Delete delete) {
    return Defect.of(
        what,
        "D7",
        (in, place) ->
            new DefectiveDirectory(in) {
              @Override
              public void delete(Collection<FileName> names) throws DurabilityException {
                delete.delete(this, in, names);
              }

              @Override
              public void close() throws DurabilityException {
                if (delete instanceof UndoneAtClose undo) {
                  undo.close(this);
                }
                super.close();
              }
            });
  }

  private static Defect rename(String what, Rename rename) {
    return Defect.of(
        what,
        "D8",
        (in, place) ->
            new DefectiveDirectory(in) {
              @Override
              public void rename(FileName from, FileName to) throws DurabilityException {
                rename.rename(this, in, from, to);
              }

              @Override
              public void close() throws DurabilityException {
                if (rename instanceof CopyLater later) {
                  later.close(this);
                }
                super.close();
              }
            });
  }

  private static void absentThrows(DefectiveDirectory to, Directory in, Collection<FileName> names)
      throws DurabilityException {
    for (FileName name : names) {
      if (!to.exists(name)) {
        throw new NotFoundException("no such file", Location.of(in, name));
      }
      in.delete(List.of(name));
    }
  }

  private static void endsAtAbsent(DefectiveDirectory to, Directory in, Collection<FileName> names)
      throws DurabilityException {
    for (FileName name : names) {
      if (!to.exists(name)) {
        return;
      }
      in.delete(List.of(name));
    }
  }

  private static void endsAtAThousand(
      DefectiveDirectory to, Directory in, Collection<FileName> names) throws DurabilityException {
    in.delete(names.stream().limit(1_000).toList());
  }

  private static void nothingIsAll(DefectiveDirectory to, Directory in, Collection<FileName> names)
      throws DurabilityException {
    in.delete(names.isEmpty() ? in.list("").stream().map(FileInfo::name).toList() : names);
  }

  private static void nothingThrows(DefectiveDirectory to, Directory in, Collection<FileName> names)
      throws DurabilityException {
    if (names.isEmpty()) {
      throw new UnavailableException("malformed request", Location.of(in));
    }
    in.delete(names);
  }

  private static void prefixes(DefectiveDirectory to, Directory in, Collection<FileName> names)
      throws DurabilityException {
    List<FileName> all = new ArrayList<>();
    for (FileName name : names) {
      in.list(name.value()).forEach(info -> all.add(info.name()));
    }
    in.delete(all);
  }

  private static void folders(DefectiveDirectory to, Directory in, Collection<FileName> names)
      throws DurabilityException {
    List<FileName> all = new ArrayList<>(names);
    for (FileName name : names) {
      in.list(name + "/").forEach(info -> all.add(info.name()));
    }
    in.delete(all);
  }

  private static void empties(DefectiveDirectory to, Directory in, Collection<FileName> names)
      throws DurabilityException {
    for (FileName name : names) {
      if (to.exists(name)) {
        to.put(name, new byte[0]);
      }
    }
  }

  private static void leavesAppendFiles(
      DefectiveDirectory to, Directory in, Collection<FileName> names) throws DurabilityException {
    in.delete(names.stream().filter(name -> !name.value().startsWith("wal/")).toList());
  }

  /** Deletes in a cache only. */
  private static final class UndoneAtClose implements Delete {
    private final ConcurrentHashMap<Object, byte[]> deleted = new ConcurrentHashMap<>();

    @Override
    public void delete(DefectiveDirectory to, Directory in, Collection<FileName> names)
        throws DurabilityException {
      for (FileName name : names) {
        if (to.exists(name)) {
          deleted.put(name, to.content(name));
        }
      }
      in.delete(names);
    }

    void close(DefectiveDirectory to) throws DurabilityException {
      for (Object name : Set.copyOf(deleted.keySet())) {
        byte[] content = deleted.remove(name);
        if (content != null) {
          to.put((FileName) name, content);
        }
      }
    }
  }

  private static Directory tombstones(Directory in) {
    return new DefectiveDirectory(in) {
      private final Set<FileName> dead = ConcurrentHashMap.newKeySet();

      @Override
      public void delete(Collection<FileName> names) throws DurabilityException {
        in.delete(names);
        dead.addAll(names);
      }

      @Override
      public io.durability.storage.Version write(
          FileName name, java.nio.ByteBuffer content, io.durability.storage.Condition condition)
          throws DurabilityException {
        if (dead.contains(name)) {
          throw unavailable(name);
        }
        return in.write(name, content, condition);
      }
    };
  }

  private static void copies(DefectiveDirectory d, Directory in, FileName from, FileName to)
      throws DurabilityException {
    d.put(to, d.content(from));
  }

  private static void doesNotReplace(DefectiveDirectory d, Directory in, FileName from, FileName to)
      throws DurabilityException {
    if (!from.equals(to) && d.exists(from) && d.exists(to)) {
      in.delete(List.of(from));
    } else {
      in.rename(from, to);
    }
  }

  private static void missingSucceeds(
      DefectiveDirectory d, Directory in, FileName from, FileName to) throws DurabilityException {
    if (d.exists(from) || from.equals(to)) {
      in.rename(from, to);
    }
  }

  private static void missingDeletes(DefectiveDirectory d, Directory in, FileName from, FileName to)
      throws DurabilityException {
    if (!d.exists(from)) {
      in.delete(List.of(to));
    }
    in.rename(from, to);
  }

  private static void itselfDeletes(DefectiveDirectory d, Directory in, FileName from, FileName to)
      throws DurabilityException {
    in.rename(from, to);
    if (from.equals(to)) {
      in.delete(List.of(from));
    }
  }

  private static void itselfWrites(DefectiveDirectory d, Directory in, FileName from, FileName to)
      throws DurabilityException {
    in.rename(from, to);
    if (from.equals(to)) {
      d.put(to, d.content(to));
    }
  }

  private static void itselfSucceeds(DefectiveDirectory d, Directory in, FileName from, FileName to)
      throws DurabilityException {
    if (!from.equals(to)) {
      in.rename(from, to);
    }
  }

  private static String folder(FileName name) {
    return name.value().substring(0, name.value().lastIndexOf('/') + 1);
  }

  private static void staysInFolder(DefectiveDirectory d, Directory in, FileName from, FileName to)
      throws DurabilityException {
    if (!folder(from).equals(folder(to))) {
      throw d.unavailable(to);
    }
    in.rename(from, to);
  }

  private static void movesFolders(DefectiveDirectory d, Directory in, FileName from, FileName to)
      throws DurabilityException {
    List<FileInfo> inside = in.list(from + "/");
    for (FileInfo info : inside) {
      in.rename(
          info.name(), FileName.of(to + info.name().value().substring(from.value().length())));
    }
    if (inside.isEmpty()) {
      in.rename(from, to);
    }
  }

  private static void endsAtAMebibyte(
      DefectiveDirectory d, Directory in, FileName from, FileName to) throws DurabilityException {
    in.rename(from, to);
    byte[] content = d.content(to);
    if (content.length > 1 << 20) {
      d.put(to, Arrays.copyOf(content, 1 << 20));
    }
  }

  private static void notEmpty(DefectiveDirectory d, Directory in, FileName from, FileName to)
      throws DurabilityException {
    if (d.exists(from) && d.content(from).length == 0) {
      in.delete(List.of(from));
    } else {
      in.rename(from, to);
    }
  }

  private static void inSteps(DefectiveDirectory d, Directory in, FileName from, FileName to)
      throws DurabilityException {
    if (from.equals(to)) {
      in.rename(from, to);
      return;
    }
    byte[] content = d.content(from);
    DefectiveDirectory.letOthersCome();
    d.put(to, content);
    in.delete(List.of(from));
  }

  /** Forgets at close that the old name is gone, as without a synced folder. */
  private static final class CopyLater implements Rename {
    private final ConcurrentHashMap<FileName, byte[]> renamed = new ConcurrentHashMap<>();

    @Override
    public void rename(DefectiveDirectory d, Directory in, FileName from, FileName to)
        throws DurabilityException {
      if (d.exists(from)) {
        renamed.put(from, d.content(from));
      }
      in.rename(from, to);
    }

    void close(DefectiveDirectory d) throws DurabilityException {
      for (FileName name : Set.copyOf(renamed.keySet())) {
        byte[] content = renamed.remove(name);
        if (content != null && d.list(name + "/").isEmpty()) {
          d.put(name, content);
        }
      }
    }
  }
}
