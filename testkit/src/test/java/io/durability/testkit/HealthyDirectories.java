package io.durability.testkit;

import java.util.List;
import java.util.Set;

/** Directories that keep the contract, each with other freedoms. */
final class HealthyDirectories {

  private HealthyDirectories() {}

  static Defect memory() {
    return new Defect("memory", Set.of(), (in, place) -> in);
  }

  static List<Defect> all() {
    return List.of(
        memory(), new Defect("liberal", Set.of(), (in, place) -> new LiberalDirectory(in)));
  }
}
