package io.durability.testkit;

import static io.durability.testkit.DefectiveDirectory.listing;
import static io.durability.testkit.DefectiveDirectory.listingSorted;
import static io.durability.testkit.DefectiveDirectory.listingWithout;

import io.durability.errors.DurabilityException;
import io.durability.storage.Directory;
import io.durability.storage.FileInfo;
import io.durability.storage.FileName;
import io.durability.storage.Version;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Mistakes in listings: D6. */
final class BrokenLists {

  private BrokenLists() {}

  /** A listing with a mistake in it. */
  private interface Listing {
    List<FileInfo> list(Directory in, String prefix, String after) throws DurabilityException;
  }

  static List<Defect> all() {
    return List.of(
        Defect.of(
            "list is not sorted",
            "D6",
            (in, p) -> listingSorted(in, Comparator.comparing(FileInfo::name).reversed())),
        Defect.of(
            "list is sorted folder by folder",
            "D6",
            (in, p) ->
                listingSorted(
                    in, Comparator.comparing(info -> info.name().value().replace('/', '\u0001')))),
        Defect.of(
            "list is sorted without regard to case",
            "D6",
            (in, p) ->
                listingSorted(
                    in,
                    Comparator.comparing(info -> info.name().value().toLowerCase(Locale.ROOT)))),
        Defect.of("list ends at a thousand", "D6 D7", (in, p) -> listing(in, BrokenLists::page)),
        Defect.of(
            "list misses empty files",
            "D6",
            (in, p) -> listingWithout(in, info -> info.size() == 0)),
        Defect.of(
            "list misses append files",
            "D6",
            (in, p) -> listingWithout(in, info -> info.name().value().startsWith("wal/"))),
        Defect.of(
            "list misses files whose names begin with a dot",
            "D6 D14",
            (in, p) -> listingWithout(in, info -> info.name().value().matches("(.*/)?\\..*"))),
        Defect.of(
            "list misses files that are being replaced",
            "D6",
            (in, p) -> listingWithout(in, info -> info.name().value().equals("m/stays"))),
        Defect.of(
            "list tells no sizes",
            "D6",
            (in, p) ->
                listing(
                    in,
                    all ->
                        all.stream()
                            .map(info -> new FileInfo(info.name(), 0, info.version()))
                            .toList())),
        list("list ignores the prefix", (in, prefix, after) -> in.list("", after)),
        list("list ignores after", (in, prefix, after) -> in.list(prefix, "")),
        list("list includes after", BrokenLists::inclusive),
        list("list needs after to exist", BrokenLists::afterMustExist),
        list("list takes a prefix for a folder", BrokenLists::folder),
        list("list matches the prefix anywhere", BrokenLists::anywhere),
        list("list leaves out the name that is the prefix", BrokenLists::properly),
        list("list shows folders", BrokenLists::folders),
        list("list shows an empty root as a file", BrokenLists::root),
        Defect.of("list refuses no prefix", "D14", (in, p) -> lenient(in)),
        Defect.of("list of one opening only", "D6 D1 D10", (in, p) -> firstOpeningOnly(in, p)));
  }

  private static Defect list(String what, Listing listing) {
    return Defect.of(what, "D6", (in, place) -> with(in, listing));
  }

  private static Directory with(Directory in, Listing listing) {
    return new DefectiveDirectory(in) {
      @Override
      public List<FileInfo> list(String prefix, String after) throws DurabilityException {
        return listing.list(in, prefix, after);
      }
    };
  }

  private static List<FileInfo> page(List<FileInfo> all) {
    return all.subList(0, Math.min(1_000, all.size()));
  }

  private static List<FileInfo> inclusive(Directory in, String prefix, String after)
      throws DurabilityException {
    return in.list(prefix).stream()
        .filter(info -> info.name().value().compareTo(after) >= 0)
        .toList();
  }

  private static List<FileInfo> afterMustExist(Directory in, String prefix, String after)
      throws DurabilityException {
    List<FileInfo> all = in.list(prefix, "");
    boolean there = all.stream().anyMatch(info -> info.name().value().equals(after));
    return after.isEmpty() || there ? in.list(prefix, after) : List.of();
  }

  private static List<FileInfo> folder(Directory in, String prefix, String after)
      throws DurabilityException {
    return in.list(prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/", after);
  }

  private static List<FileInfo> anywhere(Directory in, String prefix, String after)
      throws DurabilityException {
    return in.list("", after).stream()
        .filter(info -> info.name().value().contains(prefix))
        .toList();
  }

  private static List<FileInfo> properly(Directory in, String prefix, String after)
      throws DurabilityException {
    return in.list(prefix, after).stream()
        .filter(info -> !info.name().value().equals(prefix))
        .toList();
  }

  private static List<FileInfo> folders(Directory in, String prefix, String after)
      throws DurabilityException {
    List<FileInfo> shown = new ArrayList<>();
    for (FileInfo info : in.list(prefix, after)) {
      int slash = info.name().value().indexOf('/');
      if (slash > 0) {
        FileName folder = FileName.of(info.name().value().substring(0, slash));
        shown.add(new FileInfo(folder, 0, new Version("folder")));
      }
      shown.add(info);
    }
    return shown;
  }

  private static List<FileInfo> root(Directory in, String prefix, String after)
      throws DurabilityException {
    List<FileInfo> all = in.list(prefix, after);
    return all.isEmpty() ? List.of(new FileInfo(FileName.of("root"), 0, new Version("0"))) : all;
  }

  private static Directory lenient(Directory in) {
    return with(
        in,
        (healthy, prefix, after) -> {
          try {
            return healthy.list(prefix, after);
          } catch (IllegalArgumentException e) {
            return List.of();
          }
        });
  }

  private static Directory firstOpeningOnly(Directory in, Defect.Place place) {
    boolean again = place.memory.put("opened", true) != null;
    return with(in, (healthy, prefix, after) -> again ? List.of() : healthy.list(prefix, after));
  }
}
