package io.durability.concurrency;

import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.StressOptions;

/**
 * Runs scenarios of operations in several threads, each scenario many times, and compares every
 * outcome with those that the {@link SequentialLog} can have.
 *
 * <p>The scenarios are the same each time; how their threads meet is up to the machine. Lincheck
 * can also choose that itself, but not where threads that the code has started take part.
 *
 * @param scenarios how many scenarios
 * @param runs how often each is run
 */
public record Linearizability(int scenarios, int runs) {

  /** Stands before what {@link #main} prints of an outcome that is none of a sequential log. */
  public static final String FOUND = "not linearizable: ";

  private static final int THREADS = 3;
  private static final int OPERATIONS_A_THREAD = 3;

  /** A race that is there shows in the first of these, but not always in the very first. */
  private static final Linearizability PATIENT = new Linearizability(5_000, 100);

  /**
   * Checks a class of operations.
   *
   * @throws LincheckAssertionError if an outcome is none of a sequential log: with the scenario
   */
  public void check(Class<?> operations) {
    new StressOptions()
        .iterations(scenarios)
        .invocationsPerIteration(runs)
        .threads(THREADS)
        .actorsPerThread(OPERATIONS_A_THREAD)
        .actorsBefore(1)
        .actorsAfter(2)
        .minimizeFailedScenario(false)
        .sequentialSpecification(SequentialLog.class)
        .check(operations);
  }

  /**
   * Looks for an outcome of the class named that is wrong, patiently; exits with 1 if it finds one.
   */
  public static void main(String[] arguments) throws ReflectiveOperationException {
    try {
      PATIENT.check(Class.forName(arguments[0]));
    } catch (LincheckAssertionError e) {
      System.out.println(FOUND + e.getMessage());
      System.exit(1);
    }
    System.exit(0);
  }
}
