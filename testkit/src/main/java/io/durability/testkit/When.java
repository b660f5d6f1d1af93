package io.durability.testkit;

import io.durability.testkit.Operation.Verb;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Which operations a fault or a hook of a {@link FaultDirectory} is about: {@code
 * on(SYNC).under("wal/").nth(3)}. Immutable.
 */
public final class When {

  private final Set<Verb> verbs;
  private final String prefix;
  private final long nth;

  private When(Set<Verb> verbs, String prefix, long nth) {
    this.verbs = verbs;
    this.prefix = prefix;
    this.nth = nth;
  }

  /** Returns the operations with one of these verbs. */
  public static When on(Verb first, Verb... more) {
    return new When(EnumSet.of(first, more), "", 1);
  }

  /** Returns all operations. */
  public static When any() {
    return new When(EnumSet.allOf(Verb.class), "", 1);
  }

  /**
   * Returns the operations from the one with this place on, counted from 1 when the fault or hook
   * is set.
   */
  public static When operation(long number) {
    return any().nth(number);
  }

  /** Returns those of these operations that are about a name with this prefix. */
  public When under(String namePrefix) {
    return new When(verbs, namePrefix, nth);
  }

  /**
   * Returns these operations from the n-th on, counted from 1 when the fault or hook is set.
   *
   * @throws IllegalArgumentException if n is below 1
   */
  public When nth(long n) {
    if (n < 1) {
      throw new IllegalArgumentException("n out of range [expected>=1, found=" + n + "]");
    }
    return new When(verbs, prefix, n);
  }

  boolean matches(Operation operation) {
    return verbs.contains(operation.verb()) && (prefix.isEmpty() || anyBegins(operation.names()));
  }

  private boolean anyBegins(List<String> names) {
    return names.stream().anyMatch(name -> name.startsWith(prefix));
  }

  /** Counts matching operations; true from the n-th on. */
  final class Counter {
    private long seen;

    boolean reached(Operation operation) {
      return matches(operation) && ++seen >= nth;
    }
  }

  Counter counter() {
    return new Counter();
  }

  @Override
  public String toString() {
    return (verbs.size() == Verb.values().length ? "any" : verbs.toString())
        + (prefix.isEmpty() ? "" : " under " + prefix)
        + " from number "
        + nth;
  }
}
