package io.durability.it;

import io.durability.objectstore.ObjectInfo;
import io.durability.objectstore.ObjectPage;
import io.durability.objectstore.ObjectStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whole listings of a store, over all their pages. */
final class Listings {

  private Listings() {}

  /** Returns the objects whose keys begin with a prefix, as the pages have them. */
  static List<ObjectInfo> all(ObjectStore store, String prefix) {
    List<ObjectInfo> found = new ArrayList<>();
    Optional<String> page = Optional.empty();
    do {
      ObjectPage next = store.list(prefix, "", page).join();
      found.addAll(next.objects());
      page = next.next();
    } while (page.isPresent());
    return found;
  }
}
