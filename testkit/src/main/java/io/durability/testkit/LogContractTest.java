package io.durability.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.durability.Log;
import io.durability.Recovered;
import io.durability.storage.Directory;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The contract of a log on a {@link Directory}: its lifecycle, clause by clause. A backend that
 * passes {@link DirectoryContractTest} should pass this too; that it does is shown by extending
 * this class in the same way:
 *
 * <pre>{@code
 * class MyLogTest extends LogContractTest {
 *   @TempDir Path place;
 *
 *   @Override
 *   protected Directory open() throws Exception {
 *     return new MyDirectory(place);
 *   }
 * }
 * }</pre>
 *
 * <p>Every case is tagged with the clause of the contract, L1 to L14, L16 and P1 to P8, that it
 * checks. The cases come from package-private superclasses, a few clauses in each; for JUnit it is
 * one flat class. Damage to segments and faults of the store are not tested here: that takes a
 * directory made for it.
 */
public abstract class LogContractTest extends LogListenerClauses {

  /** For subclasses. */
  protected LogContractTest() {}

  @Override
  protected abstract Directory open() throws Exception;

  @Override
  protected void prepare() throws Exception {}

  @Override
  protected void dispose() throws Exception {}

  @Test
  @Tag("L1")
  @Tag("P1")
  void lifecycle_appendPublishCloseRecoverClaim_manyTimes() throws Exception {
    for (int round = 0; round < 15; round++) {
      Recovered<List<String>, String> recovered = assertRecovered();
      Log<String> log = opened(recovered.claim(small().checkpointsKept(round % 3 + 1).build()));
      addMany(log, 10, 200);
      long last = log.appendAll(List.of("first of " + round, "second of " + round)).await();
      note(last - 1, "first of " + round);
      note(last, "second of " + round);
      if (round % 2 == 0) {
        assertThat(publish(log).deletionFailure()).isEmpty();
      }
      addMany(log, round, 200);
      if (round % 3 == 0) {
        log.close();
      }
      reopen();
    }
    assertThat(assertRecovered().checkpointLastId()).isPositive();
  }
}
