package io.durability.testkit;

import java.util.List;

/** A random sequence of operations failed; says how to run it again, and the least that fails. */
public final class SequenceFailure extends AssertionError {

  private static final long serialVersionUID = 1L;

  private final long seed;
  private final transient List<?> operations;

  SequenceFailure(long seed, int length, List<?> operations, Throwable cause) {
    super(message(seed, length, operations, cause), cause);
    this.seed = seed;
    this.operations = List.copyOf(operations);
  }

  private static String message(long seed, int length, List<?> operations, Throwable cause) {
    StringBuilder text = new StringBuilder();
    text.append("a random sequence failed [seed=").append(seed);
    text.append(", operations=").append(length);
    text.append(", of which fail alone=").append(operations.size());
    text.append(", failure=").append(cause).append("]\n");
    for (int i = 0; i < operations.size(); i++) {
      text.append("  ").append(i + 1).append(". ").append(operations.get(i)).append('\n');
    }
    text.append("run it again with -D").append(OperationSequence.SEED_PROPERTY).append('=');
    return text.append(seed).toString();
  }

  /** Returns the seed of the sequence that failed. */
  public long seed() {
    return seed;
  }

  /** Returns the smallest failing sequence that was found. */
  public List<?> operations() {
    return operations;
  }
}
