package io.durability.it;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * What a writer was promised, held against what recovery gives: entries lost, there twice, or out
 * of order. An entry that was appended but never acknowledged may be there or not.
 *
 * <p>Guarded by itself: acks come in other threads.
 */
final class CutLedger {

  private final TreeMap<Long, String> appended = new TreeMap<>();
  private long ackedId;
  private long acks;

  synchronized void appended(long id, String entry) {
    appended.put(id, entry);
  }

  synchronized void acked(long id) {
    ackedId = Math.max(ackedId, id);
    acks++;
  }

  synchronized long acks() {
    return acks;
  }

  /**
   * Compares.
   *
   * @param lastId the last id that was recovered
   * @param state what was recovered, as lines
   * @return what is wrong; empty if nothing is
   */
  synchronized List<String> compare(long lastId, List<String> state) {
    List<String> wrong = new ArrayList<>();
    if (lastId < ackedId) {
      wrong.add("lost: recovered up to " + lastId + ", acknowledged up to " + ackedId);
    }
    // What was never acknowledged and is not there will not come back: its ids are taken again.
    appended.tailMap(lastId, false).clear();
    List<String> expected = new ArrayList<>();
    appended.forEach((id, entry) -> expected.add(Lines.line(id, entry)));
    for (int i = 0; i < Math.max(expected.size(), state.size()) && wrong.size() < 5; i++) {
      String wanted = i < expected.size() ? expected.get(i) : "nothing";
      String found = i < state.size() ? state.get(i) : "nothing";
      if (!wanted.equals(found)) {
        wrong.add("entry " + i + " differs: expected " + wanted + ", found " + found);
      }
    }
    return wrong;
  }
}
