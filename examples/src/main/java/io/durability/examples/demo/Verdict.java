package io.durability.examples.demo;

import java.util.List;

/**
 * What the check after a kill found.
 *
 * @param lost the acknowledged entries that are gone
 * @param violations what else does not hold, a sentence each
 */
public record Verdict(Lost lost, List<String> violations) {

  /** Copies the list. */
  public Verdict {
    violations = List.copyOf(violations);
  }

  /** Tells whether everything holds. */
  public boolean holds() {
    return lost.count() == 0 && violations.isEmpty();
  }
}
