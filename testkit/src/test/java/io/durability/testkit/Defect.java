package io.durability.testkit;

import io.durability.storage.Directory;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;

/**
 * One deliberate mistake of a directory.
 *
 * @param name what is wrong, in a few words
 * @param clauses the clauses it breaks; only their cases are run against it
 * @param wrap puts the mistake around a healthy directory
 */
record Defect(String name, Set<String> clauses, BiFunction<Directory, Place, Directory> wrap) {

  /** What one place remembers while it is closed and opened again. */
  static final class Place {
    final Map<String, Object> memory = new ConcurrentHashMap<>();
  }

  static Defect of(String name, String clauses, BiFunction<Directory, Place, Directory> wrap) {
    return new Defect(name, Set.of(clauses.split(" ")), wrap);
  }

  @Override
  public String toString() {
    return name;
  }
}
