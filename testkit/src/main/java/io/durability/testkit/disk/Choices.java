package io.durability.testkit.disk;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Takes the pending changes of a crash point apart into {@link Choice}s, in their order, without
 * those that make no difference: sectors that are written with what is there, and files that no
 * name can lead to.
 */
final class Choices {

  /** Caches are written back by pages, so a size can be durable at the end of each. */
  private static final int PAGE_BYTES = 4096;

  private final CrashPoint point;
  private final Set<Integer> named = new HashSet<>();
  private final Map<Long, Sector> lastSectors = new HashMap<>();
  private final Map<Integer, Long> lastSizes = new HashMap<>();
  private final List<Choice> found = new ArrayList<>();

  private Choices(CrashPoint point) {
    this.point = point;
  }

  static List<Choice> of(CrashPoint point) {
    Choices choices = new Choices(point);
    choices.findNamed();
    for (PendingChange change : point.pending()) {
      choices.add(change);
    }
    return choices.found;
  }

  private void findNamed() {
    for (Node node : point.durable()) {
      if (node instanceof FolderContent folder) {
        named.addAll(folder.names().values());
      }
    }
    for (PendingChange change : point.pending()) {
      if (change instanceof PendingChange.Name name) {
        named.add(name.inode());
      }
    }
  }

  private void add(PendingChange change) {
    if (change instanceof PendingChange.Write write) {
      if (named.contains(write.inode())) {
        addWrite(write);
      }
    } else if (change instanceof PendingChange.Resize resize) {
      if (named.contains(resize.inode())) {
        addSize(resize.inode(), resize.size());
      }
    } else {
      found.add(new Choice.Names(change));
    }
  }

  private void addWrite(PendingChange.Write write) {
    FileContent durable = (FileContent) point.durable()[write.inode()];
    int index = write.first();
    for (Sector sector : write.after()) {
      long key = ((long) write.inode() << Integer.SIZE) | index;
      Sector last = lastSectors.getOrDefault(key, durable.sector(index));
      if (!last.sameAs(sector)) {
        lastSectors.put(key, sector);
        found.add(new Choice.Put(write.inode(), index, sector));
      }
      index++;
    }
    if (write.sizeAfter() > write.sizeBefore()) {
      long page = write.sizeBefore() / PAGE_BYTES * PAGE_BYTES + PAGE_BYTES;
      // Between the first page and the last one further ones would tell nothing new.
      if (page < write.sizeAfter()) {
        addSize(write.inode(), page);
      }
      long lastPage = (write.sizeAfter() - 1) / PAGE_BYTES * PAGE_BYTES;
      if (lastPage > page) {
        addSize(write.inode(), lastPage);
      }
      addSize(write.inode(), write.sizeAfter());
    }
  }

  private void addSize(int inode, long bytes) {
    long last = lastSizes.getOrDefault(inode, ((FileContent) point.durable()[inode]).size());
    if (last != bytes) {
      lastSizes.put(inode, bytes);
      found.add(new Choice.Size(inode, bytes));
    }
  }
}
