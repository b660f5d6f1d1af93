package io.durability.testkit;

import java.util.ArrayList;
import java.util.List;

/** Directories of which each breaks the contract in one way. */
final class BrokenDirectories {

  private BrokenDirectories() {}

  static List<Defect> all() {
    List<Defect> all = new ArrayList<>();
    all.addAll(BrokenWrites.all());
    all.addAll(BrokenVersions.all());
    all.addAll(BrokenFileWriters.all());
    all.addAll(BrokenReads.all());
    all.addAll(BrokenLists.all());
    all.addAll(BrokenChanges.all());
    all.addAll(BrokenNames.all());
    all.addAll(BrokenAppends.all());
    all.addAll(BrokenSyncs.all());
    all.addAll(BrokenSeals.all());
    all.addAll(BrokenBuffers.all());
    all.addAll(BrokenUses.all());
    return all;
  }
}
