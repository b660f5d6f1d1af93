package io.durability.testkit;

import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Runs random sequences of operations against a system and a model of it, and shrinks a sequence
 * that fails to a small one that still does.
 *
 * <pre>{@code
 * OperationSequence.of(Step::random, this::runAndCheck)
 *     .simplifiedBy(Step::simpler)
 *     .seeds(50)
 *     .length(200)
 *     .check();
 * }</pre>
 *
 * <p>Shrinking takes operations out, so an operation must make sense without those before it: it
 * should say "the third of the files there are" rather than "the file made in step 17", and an
 * interpreter passes over what can't be done. The same seed gives the same sequence, and the same
 * failure the same small one, if the interpreter is deterministic.
 *
 * <p>If the system property {@value #SEED_PROPERTY} is set, only the sequence of that seed is run.
 *
 * @param <O> an operation, immutable, with a {@code toString} that a person can read
 */
public final class OperationSequence<O> {

  /** The system property that names the one seed to run. */
  public static final String SEED_PROPERTY = "durability.seed";

  private static final int SEEDS_DEFAULT = 20;
  private static final int LENGTH_DEFAULT = 100;

  /**
   * Makes one operation.
   *
   * @param <O> the operation
   */
  @FunctionalInterface
  public interface Generator<O> {
    /** Returns an operation that depends on nothing but the random numbers. */
    O next(SplittableRandom random);
  }

  /**
   * Runs operations and checks what they do.
   *
   * @param <O> the operation
   */
  @FunctionalInterface
  public interface Interpreter<O> {
    /**
     * Runs the operations on a new system and a new model.
     *
     * @throws Exception if an operation fails that should not
     * @throws AssertionError if a check does not hold
     */
    void run(List<O> operations) throws Exception;
  }

  /**
   * Makes operations simpler.
   *
   * @param <O> the operation
   */
  @FunctionalInterface
  public interface Simplifier<O> {
    /** Returns simpler operations to try in place of this one, the simplest first; none is good. */
    List<O> simpler(O operation);
  }

  private final Generator<O> generator;
  private final Interpreter<O> interpreter;
  private final Simplifier<O> simplifier;
  private final int seeds;
  private final long firstSeed;
  private final int length;

  private OperationSequence(
      Generator<O> generator,
      Interpreter<O> interpreter,
      Simplifier<O> simplifier,
      int seeds,
      long firstSeed,
      int length) {
    this.generator = generator;
    this.interpreter = interpreter;
    this.simplifier = simplifier;
    this.seeds = seeds;
    this.firstSeed = firstSeed;
    this.length = length;
  }

  /** Returns a run of 20 seeds from 1 on, 100 operations each, without a simplifier. */
  public static <O> OperationSequence<O> of(Generator<O> generator, Interpreter<O> interpreter) {
    return new OperationSequence<>(
        generator, interpreter, operation -> List.of(), SEEDS_DEFAULT, 1, LENGTH_DEFAULT);
  }

  /** Returns the same run, in which a failing sequence's operations are made simpler. */
  public OperationSequence<O> simplifiedBy(Simplifier<O> by) {
    return new OperationSequence<>(generator, interpreter, by, seeds, firstSeed, length);
  }

  /** Returns the same run with so many seeds. */
  public OperationSequence<O> seeds(int count) {
    return new OperationSequence<>(generator, interpreter, simplifier, count, firstSeed, length);
  }

  /** Returns the same run with seeds from this one on. */
  public OperationSequence<O> from(long seed) {
    return new OperationSequence<>(generator, interpreter, simplifier, seeds, seed, length);
  }

  /** Returns the same run with so many operations for each seed. */
  public OperationSequence<O> length(int operations) {
    return new OperationSequence<>(
        generator, interpreter, simplifier, seeds, firstSeed, operations);
  }

  /**
   * Runs the sequences.
   *
   * @throws SequenceFailure at the first seed that fails, with the smallest failing sequence found
   * @throws IllegalArgumentException if the system property is no number
   */
  public void check() {
    String property = System.getProperty(SEED_PROPERTY);
    if (property != null) {
      check(parsed(property));
      return;
    }
    for (long seed = firstSeed; seed < firstSeed + seeds; seed++) {
      check(seed);
    }
  }

  private static long parsed(String property) {
    try {
      return Long.parseLong(property);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "seed malformed [" + SEED_PROPERTY + ", expected=a long, found=" + property + "]", e);
    }
  }

  private void check(long seed) {
    List<O> operations = generate(seed);
    Throwable failure = failure(operations);
    if (failure == null) {
      return;
    }
    List<O> smallest = new Shrinker<>(this::failure, simplifier).shrink(operations);
    Throwable last = failure(smallest);
    throw new SequenceFailure(seed, operations.size(), smallest, last == null ? failure : last);
  }

  private List<O> generate(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return java.util.stream.Stream.generate(() -> generator.next(random)).limit(length).toList();
  }

  private @Nullable Throwable failure(List<O> operations) {
    try {
      interpreter.run(operations);
      return null;
    } catch (Exception | AssertionError e) {
      return e;
    }
  }
}
