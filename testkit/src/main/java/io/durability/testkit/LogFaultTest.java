package io.durability.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.durability.errors.DurabilityException;
import io.durability.storage.Directory;
import io.durability.testkit.Fault.Mode;
import io.durability.testkit.Operation.Verb;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Each operation of a log on its directory fails, one in each run: before it has an effect, after
 * it, or midway; once or for ever; and then the log is closed, or its process is gone. Whatever
 * failed, what was acknowledged is recovered, what is recovered was attempted, and the log goes on.
 *
 * <p>A backend extends this class and says how a place is made, opened and removed. Every run has a
 * place of its own.
 */
public abstract class LogFaultTest {

  private static final Set<Verb> POISONING = EnumSet.of(Verb.APPENDER_WRITE, Verb.SYNC);

  private static final int OPERATIONS_MIN = 10;

  private Mode mode = Mode.BEFORE;
  private boolean forever;
  private boolean closing;
  private int runs;

  /** For subclasses. */
  protected LogFaultTest() {}

  /** Returns a new directory object onto the place of the run; the one opened before is closed. */
  protected abstract Directory open() throws Exception;

  /** Runs before each run: the moment to make a place that is empty. */
  protected abstract void prepare() throws Exception;

  /** Runs after each run: the moment to remove the place. */
  protected void dispose() throws Exception {}

  /** Returns the operation that fails in a run, or is the first to do so. */
  protected When failing(int number) {
    return When.operation(number);
  }

  /** Returns how many operations there must be at least, lest a test tests nothing. */
  protected int operationsMin() {
    return OPERATIONS_MIN;
  }

  /** Returns which operations are made to fail: each n-th. */
  protected int step() {
    return 1;
  }

  /** Is told how many runs one of the tests took, in each of which an operation has failed. */
  protected void ran(int count) throws IOException {}

  /** Returns the directory as the log sees it; a control breaks it. */
  Directory seen(Directory faulty) {
    return faulty;
  }

  /** What a run does: first what succeeds, then what fails somewhere. */
  private interface Part {
    void run(FaultedLife life) throws IOException;
  }

  @Test
  @Tag("L6")
  final void operationKFails_inALogsWholeLife_nothingAcknowledgedIsLost() throws Exception {
    failEach(life -> {}, FaultedLife::live);
  }

  @Test
  final void operationKFails_inRecoveryAndClaim_nothingAcknowledgedIsLost() throws Exception {
    failEach(
        life -> {
          life.begin();
          life.grow();
          life.publish();
          life.grow();
          life.abandon();
        },
        FaultedLife::comeBack);
  }

  @Test
  final void operationKFails_inAPublish_committedOrNothingDeleted() throws Exception {
    failEach(
        life -> {
          life.begin();
          for (int i = 0; i < 2; i++) {
            life.grow();
            life.publish();
          }
          life.grow();
        },
        FaultedLife::publish);
  }

  private void failEach(Part before, Part failing) throws Exception {
    runs = 0;
    try (Silence silence = Silence.begin()) {
      assertThat(silence).isNotNull();
      for (Mode each : Mode.values()) {
        mode = each;
        for (boolean all : new boolean[] {false, true}) {
          forever = all;
          int fails = 1;
          while (run(before, failing, fails)) {
            runs++;
            fails += step();
          }
          assertThat(fails).as("operations").isGreaterThan(operationsMin());
        }
      }
    }
    assertThat(runs).isGreaterThan(6 * operationsMin() / step());
    ran(runs);
  }

  /** Runs once; false if there are not so many operations, and so no failure. */
  private boolean run(Part before, Part failing, int fails) throws Exception {
    // Each way of ending meets each operation, in one mode or another.
    closing = (fails + (mode == Mode.AFTER ? 1 : 0) + (forever ? 1 : 0)) % 2 == 0;
    prepare();
    try {
      return run(before, failing, fails, open());
    } catch (Exception | AssertionError e) {
      throw new AssertionError(
          "operation " + fails + " fails " + mode + (forever ? " for ever" : " once"), e);
    } finally {
      dispose();
    }
  }

  private boolean run(Part before, Part failing, int fails, Directory beneath) throws Exception {
    Fault fault;
    FaultedLife life;
    try (beneath) {
      FaultDirectory faults = new FaultDirectory(beneath);
      RetryWatch watch = new RetryWatch(seen(faults));
      life = new FaultedLife(watch, beneath);
      before.run(life);
      When when = failing(fails);
      fault = forever ? faults.failForever(when, mode) : faults.failOnce(when, mode);
      Optional<IOException> failure = failure(failing, life);
      failure.ifPresent(LogFaultTest::checkFailure);
      checkTold(fault, life, failure);
      life.checkAfterFailure();
      if (closing) {
        life.closeAfterFailure();
      }
      assertThat(watch.retries()).isEmpty();
    }
    try (Directory again = open()) {
      life.moveTo(again);
      life.comeBack();
      life.comeBack();
    }
    return fault.fired();
  }

  private static Optional<IOException> failure(Part failing, FaultedLife life) {
    try {
      failing.run(life);
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(e);
    }
  }

  private static void checkFailure(IOException thrown) {
    assertThat(thrown).isInstanceOf(DurabilityException.class);
    List<String> messages = new ArrayList<>();
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      messages.add(String.valueOf(cause.getMessage()));
    }
    assertThat(messages).as("the cause is kept").anyMatch(text -> text.contains("injected fault"));
  }

  /** A failure is told by an exception, or in the result, or nothing hung on it. */
  private static void checkTold(Fault fault, FaultedLife life, Optional<IOException> failure) {
    if (fault.firedAt().isEmpty()) {
      assertThat(failure).isEmpty();
      assertThat(life.truncationFailure()).isEmpty();
      return;
    }
    Operation operation = fault.firedAt().get();
    if (POISONING.contains(operation.verb())) {
      assertThat(failure).as("told of %s", operation).isPresent();
    }
    if (operation.verb() == Verb.DELETE && failure.isEmpty() && deletesSegments(operation)) {
      assertThat(life.truncationFailure()).as("told of %s", operation).isPresent();
    }
  }

  private static boolean deletesSegments(Operation operation) {
    return operation.names().stream().anyMatch(name -> name.startsWith("wal/"));
  }
}
