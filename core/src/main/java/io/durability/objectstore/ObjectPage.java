package io.durability.objectstore;

import java.util.List;
import java.util.Optional;

/**
 * One page of a listing.
 *
 * @param objects in any order
 * @param next what to ask the next page with; empty if this is the last one. A page may be empty
 *     and yet not be the last
 */
public record ObjectPage(List<ObjectInfo> objects, Optional<String> next) {

  /** Copies the list. */
  public ObjectPage {
    objects = List.copyOf(objects);
  }
}
