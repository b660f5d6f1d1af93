package io.durability.testkit.objectstore;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What writers were told, and what must therefore be in everything that is recovered later: every
 * acknowledged entry, and every entry that a claim has seen. Nothing may be recovered that nobody
 * has appended.
 */
final class Promises {

  private final Map<Long, String> promised = new TreeMap<>();
  private final Set<String> attempted = new HashSet<>();
  private final List<String> broken = new ArrayList<>();
  private int acks;

  void attempt(String entry) {
    attempted.add(entry);
  }

  void acknowledged(long id, String entry) {
    acks++;
    promise(id, entry, "acknowledged");
  }

  void claimed(History state) {
    state.entries().forEach((id, entry) -> promise(id, entry, "claimed"));
  }

  private void promise(long id, String entry, String how) {
    String before = promised.put(id, entry);
    if (before != null && !before.equals(entry)) {
      broken("entry " + id + " is " + before + " and was " + how + " as " + entry);
    }
  }

  void broken(String what) {
    broken.add(what);
  }

  /** Returns what is promised by now. */
  Map<Long, String> soFar() {
    return new TreeMap<>(promised);
  }

  /** Compares what was recovered with all that is promised. */
  void check(History recovered) {
    check(recovered, promised);
  }

  /** Compares what was recovered with what was promised when that began. */
  void check(History recovered, Map<Long, String> before) {
    before.forEach(
        (id, entry) -> {
          String found = recovered.entries().get(id);
          if (!entry.equals(found)) {
            broken("entry " + id + " was promised as " + entry + ", recovered is " + found);
          }
        });
    recovered.entries().values().stream()
        .filter(entry -> !attempted.contains(entry))
        .forEach(entry -> broken("nobody appended " + entry));
    if (Set.copyOf(recovered.entries().values()).size() != recovered.entries().size()) {
      broken("an entry was recovered twice: " + recovered);
    }
  }

  /** Compares an entry that a reader was handed. */
  void checkRead(long id, String entry) {
    String expected = promised.get(id);
    if (!attempted.contains(entry) || (expected != null && !expected.equals(entry))) {
      broken("read " + entry + " as " + id + ", promised is " + expected);
    }
  }

  int acks() {
    return acks;
  }

  List<String> broken() {
    return broken;
  }
}
