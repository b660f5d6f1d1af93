package io.durability.mutants;

import java.util.ArrayList;
import java.util.List;

/**
 * The code with one rule of the protocol broken.
 *
 * @param name what is broken
 * @param file the source file, from the root of the repository
 * @param edits what is replaced in it
 * @param scenario who is to notice, such as {@code AckScenarios.acked_powerLoss_isThere}
 */
record Mutant(String name, String file, List<Edit> edits, String scenario) {

  /**
   * One replacement.
   *
   * @param text stands in the file exactly once
   * @param replacement what stands there instead
   */
  record Edit(String text, String replacement) {}

  Mutant {
    edits = List.copyOf(edits);
  }

  /** Begins a mutant, which takes its edits one by one. */
  static Mutant of(String name, String scenario, String file) {
    return new Mutant(name, file, List.of(), scenario);
  }

  Mutant replace(String text, String replacement) {
    List<Edit> more = new ArrayList<>(edits);
    more.add(new Edit(text, replacement));
    return new Mutant(name, file, more, scenario);
  }

  /**
   * Applies the edits.
   *
   * @throws AssertionError if a text is not there exactly once: then the code has changed, and
   *     whether the mutant still means what its name says is for somebody to see
   */
  String apply(String source) {
    if (edits.isEmpty()) {
      throw new AssertionError("mutant changes nothing: " + name);
    }
    String mutated = source;
    for (Edit edit : edits) {
      int at = mutated.indexOf(edit.text());
      if (at < 0 || mutated.indexOf(edit.text(), at + 1) >= 0) {
        throw new AssertionError(
            "mutant '"
                + name
                + "': its text is "
                + (at < 0 ? "not" : "more than once")
                + " in "
                + file
                + ":\n"
                + edit.text());
      }
      mutated =
          mutated.substring(0, at)
              + edit.replacement()
              + mutated.substring(at + edit.text().length());
    }
    return mutated;
  }

  @Override
  public String toString() {
    return name;
  }
}
