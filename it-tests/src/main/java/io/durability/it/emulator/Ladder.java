package io.durability.it.emulator;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds a store to test against: the first rung on which nothing is missing, always in the same
 * order. It says which one it took; if there is none, it says loudly what is missing on each. A
 * rung that has what it needs and does not start is an error: tests never fall through to another
 * store than the one that was meant.
 *
 * @param <E> how clients reach the store
 */
public final class Ladder<E> {

  private final String store;
  private final List<Rung<E>> rungs;
  private final Optional<String> wanted;
  private final PrintStream out;

  /**
   * Makes a ladder.
   *
   * @param store what it is for, as {@code DURABILITY_IT_REQUIRE} names it
   * @param rungs from the best to the last resort
   * @param wanted the name of the only rung to use, if the user named one
   */
  public Ladder(String store, List<Rung<E>> rungs, Optional<String> wanted, PrintStream out) {
    this.store = store;
    this.rungs = List.copyOf(rungs);
    this.wanted = wanted;
    this.out = out;
  }

  /**
   * Starts the first rung that is possible.
   *
   * @return empty if none is, after saying so
   * @throws IOException if the rung taken does not start
   * @throws IllegalArgumentException if the rung that was asked for does not exist
   * @throws IllegalStateException if something is missing on the rung that was asked for
   */
  public Optional<Running<E>> climb() throws IOException {
    List<String> gaps = new ArrayList<>();
    for (Rung<E> rung : candidates()) {
      Optional<String> missing = rung.missing();
      if (missing.isEmpty()) {
        Running<E> running = rung.start();
        out.println("[" + store + "] tests run against " + running);
        return Optional.of(running);
      }
      gaps.add("  " + rung.name() + ": " + missing.get());
    }
    String all = String.join(System.lineSeparator(), gaps);
    if (wanted.isPresent()) {
      throw new IllegalStateException(
          store
              + ": the store that was asked for is not to be had:"
              + System.lineSeparator()
              + all);
    }
    String line = "*".repeat(72);
    out.println(line);
    out.println(
        "  NO STORE TO TEST " + store + " AGAINST; its tests are skipped. What is missing:");
    out.println(all);
    out.println(line);
    return Optional.empty();
  }

  private List<Rung<E>> candidates() {
    if (wanted.isEmpty()) {
      return rungs;
    }
    List<Rung<E>> found = rungs.stream().filter(r -> r.name().equals(wanted.get())).toList();
    if (found.isEmpty()) {
      throw new IllegalArgumentException(
          "no such rung [store="
              + store
              + ", expected one of="
              + rungs.stream().map(Rung::name).toList()
              + ", found="
              + wanted.get()
              + "]");
    }
    return found;
  }
}
