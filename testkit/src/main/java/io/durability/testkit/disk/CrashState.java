package io.durability.testkit.disk;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * One way in which a power loss may end: which choices were kept, which sector was torn, and what
 * stands where a file grew and its data did not arrive.
 */
final class CrashState {

  /** What stands where data did not arrive. */
  enum Fill {
    ZEROS,
    /** Random bytes in all sectors that are missing. */
    GARBAGE,
    /** Random bytes in one of them. */
    GARBAGE_IN_ONE,
    /** Bytes that other files had, or this one in another place. */
    STALE
  }

  /** One for each choice. */
  private final boolean[] kept;

  /** The number of a kept choice of which the sector was being written, or -1. */
  private final int torn;

  private final Fill fill;

  /** For where the sector is torn, and for garbage. */
  private final long seed;

  CrashState(boolean[] kept, int torn, Fill fill, long seed) {
    this.kept = kept;
    this.torn = torn;
    this.fill = fill;
    this.seed = seed;
  }

  /** Returns what is on the disk then. */
  DiskImage image(CrashPoint point, List<Choice> choices, Sector[] stale) {
    SplittableRandom random = new SplittableRandom(seed);
    Node[] nodes = point.durable().clone();
    Map<Integer, FileContent.Editor> files = new HashMap<>();
    for (int i = 0; i < kept.length; i++) {
      if (!kept[i]) {
        continue;
      }
      Choice choice = choices.get(i);
      if (choice instanceof Choice.Put put) {
        FileContent.Editor file = editor(files, nodes, put.inode());
        Sector sector = put.sector();
        if (i == torn) {
          int at = random.nextInt(1, Sector.BYTES);
          Sector old = file.sector(put.index());
          sector = random.nextBoolean() ? sector.tornInto(old, at) : old.tornInto(sector, at);
        }
        file.put(put.index(), sector);
      } else if (choice instanceof Choice.Size size) {
        editor(files, nodes, size.inode()).resize(size.bytes());
      } else {
        apply(nodes, ((Choice.Names) choice).change());
      }
    }
    for (Map.Entry<Integer, FileContent.Editor> file : files.entrySet()) {
      int inode = file.getKey();
      if (fill != Fill.ZEROS) {
        fill(file.getValue(), inode, (FileContent) nodes[inode], choices, stale, random);
      }
      nodes[inode] = file.getValue().done();
    }
    return DiskImage.of(nodes);
  }

  private static FileContent.Editor editor(
      Map<Integer, FileContent.Editor> files, Node[] nodes, int inode) {
    return files.computeIfAbsent(
        inode, number -> new FileContent.Editor((FileContent) nodes[number]));
  }

  private static void apply(Node[] nodes, PendingChange change) {
    if (change instanceof PendingChange.Name name) {
      FolderContent folder = (FolderContent) nodes[name.folder()];
      nodes[name.folder()] = folder.with(name.name(), name.inode());
    } else {
      SimulatedDisk.rename(nodes, (PendingChange.Rename) change);
    }
  }

  private void fill(
      FileContent.Editor file,
      int inode,
      FileContent durable,
      List<Choice> choices,
      Sector[] stale,
      SplittableRandom random) {
    int from = Math.max(FileContent.sectorsOf(durable.size()), durable.sectorCount());
    int to = FileContent.sectorsOf(file.size());
    if (from >= to) {
      return;
    }
    boolean[] arrived = new boolean[to - from];
    for (int i = 0; i < kept.length; i++) {
      if (kept[i]
          && choices.get(i) instanceof Choice.Put put
          && put.inode() == inode
          && put.index() >= from
          && put.index() < to) {
        arrived[put.index() - from] = true;
      }
    }
    int only = fill == Fill.GARBAGE_IN_ONE ? random.nextInt(to - from) : -1;
    for (int i = 0; i < arrived.length; i++) {
      if (!arrived[i] && (only < 0 || i == only)) {
        boolean useStale = fill == Fill.STALE && stale.length > 0;
        file.put(
            from + i,
            useStale ? stale[random.nextInt(stale.length)] : Garbage.sector(random.nextInt()));
      }
    }
  }

  /** Tells what was kept and lost, for a person. */
  String describe(List<Choice> choices) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < kept.length; i++) {
      text.append(kept[i] ? "\n    kept  " : "\n    lost  ");
      Choice choice = choices.get(i);
      if (choice instanceof Choice.Put put) {
        text.append("inode ").append(put.inode()).append(" sector ").append(put.index());
        text.append(i == torn ? " torn" : "");
      } else if (choice instanceof Choice.Size size) {
        text.append("inode ").append(size.inode()).append(" size ").append(size.bytes());
      } else {
        text.append(((Choice.Names) choice).change());
      }
    }
    return text.append("\n    data that did not arrive: ").append(fill).toString();
  }
}
