package io.durability.concurrency;

import java.io.IOException;
import java.util.List;
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
  private static final int PATIENCE_SECONDS = 300;

  /** A race that is there shows in the first of these, but not always in the very first. */
  private static final Linearizability PATIENT = new Linearizability(5_000, 100);

  /**
   * Checks a class of operations, in a JVM of its own: Lincheck changes loaded classes by their
   * names, and gives a class that is loaded twice, as mutants are, the code of either.
   *
   * @throws AssertionError if an outcome is none of a sequential log: with the scenario
   */
  void checkAlone(Class<?> operations) throws IOException, InterruptedException {
    List<String> arguments =
        List.of(
            Linearizability.class.getName(),
            operations.getName(),
            Integer.toString(scenarios),
            Integer.toString(runs));
    OwnJvm.End end = OwnJvm.run(List.of(), arguments, PATIENCE_SECONDS);
    if (end.code() != 0) {
      throw new AssertionError(end.output());
    }
  }

  private void check(Class<?> operations) {
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
   * Looks for an outcome of the class named that is wrong, in so many scenarios and runs of each if
   * they are given, else patiently; exits with 1 if it finds one.
   */
  public static void main(String[] arguments) throws ReflectiveOperationException {
    Linearizability asked =
        arguments.length == 1
            ? PATIENT
            : new Linearizability(Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
    try {
      asked.check(Class.forName(arguments[0]));
    } catch (LincheckAssertionError e) {
      System.out.println(FOUND + e.getMessage());
      System.exit(1);
    }
    System.exit(0);
  }
}
