package io.durability.testkit;

import io.durability.testkit.OperationSequence.Simplifier;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes a failing list of operations smaller: takes out chunks, from half the list down to single
 * operations, then makes operations simpler, and begins again until nothing helps. Deterministic.
 *
 * @param <O> an operation
 */
final class Shrinker<O> {

  /** An end to it, for systems that take long or fail in too many ways. */
  private static final int RUNS_MAX = 5_000;

  /**
   * Runs operations.
   *
   * @param <O> an operation
   */
  interface Trial<O> {
    /** Returns how the operations fail, or null if they don't. */
    @Nullable Throwable failure(List<O> operations);
  }

  private final Trial<O> trial;
  private final Simplifier<O> simplifier;
  private int runs;

  Shrinker(Trial<O> trial, Simplifier<O> simplifier) {
    this.trial = trial;
    this.simplifier = simplifier;
  }

  List<O> shrink(List<O> failing) {
    List<O> smallest = failing;
    while (runs < RUNS_MAX) {
      List<O> smaller = simplify(dropAll(smallest));
      if (smaller.equals(smallest)) {
        return smaller;
      }
      smallest = smaller;
    }
    return smallest;
  }

  private boolean fails(List<O> operations) {
    return runs++ < RUNS_MAX && trial.failure(operations) != null;
  }

  private List<O> dropAll(List<O> failing) {
    List<O> smallest = failing;
    for (int chunk = Math.max(1, failing.size() / 2); ; chunk /= 2) {
      smallest = drop(smallest, chunk);
      if (chunk == 1) {
        return smallest;
      }
    }
  }

  /** Takes out chunks of one size, from the end, because later operations are needed least. */
  private List<O> drop(List<O> failing, int chunk) {
    List<O> smallest = failing;
    int end = smallest.size();
    while (end > 0) {
      int start = Math.max(0, end - chunk);
      List<O> without = new ArrayList<>(smallest.subList(0, start));
      without.addAll(smallest.subList(end, smallest.size()));
      if (fails(without)) {
        smallest = without;
      }
      end = start;
    }
    return smallest;
  }

  private List<O> simplify(List<O> failing) {
    List<O> smallest = failing;
    for (int i = 0; i < smallest.size(); i++) {
      smallest = simplifyAt(smallest, i);
    }
    return smallest;
  }

  private List<O> simplifyAt(List<O> failing, int index) {
    List<O> smallest = failing;
    boolean simpler = true;
    while (simpler && runs < RUNS_MAX) {
      simpler = false;
      for (O candidate : simplifier.simpler(smallest.get(index))) {
        List<O> changed = new ArrayList<>(smallest);
        changed.set(index, candidate);
        if (fails(changed)) {
          smallest = changed;
          simpler = true;
          break;
        }
      }
    }
    return smallest;
  }
}
