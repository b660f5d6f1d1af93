package io.durability.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.errors.DurabilityException;
import io.durability.storage.Appender;
import io.durability.storage.Directory;
import io.durability.storage.FileName;
import io.durability.storage.FilterDirectory;
import io.durability.storage.MemoryDirectory;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** The fault tests notice a log that stands on something that hides a failure, or repeats it. */
final class LogFaultCanFailTest {

  /** The fault tests, on a directory with a defect. */
  private static final class Defective extends LogFaultTest {
    private static final String PLACE = "defective";
    private final UnaryOperator<Directory> defect;

    Defective(UnaryOperator<Directory> defect) {
      this.defect = defect;
    }

    @Override
    protected void prepare() {
      MemoryDirectory.drop(PLACE);
    }

    @Override
    protected Directory open() {
      return MemoryDirectory.named(PLACE);
    }

    @Override
    Directory seen(Directory faulty) {
      return defect.apply(faulty);
    }
  }

  /** Takes a failed sync for a good one. */
  private static Directory forgettingFailedSyncs(Directory in) {
    return new FilterDirectory(in) {
      @Override
      public Appender append(FileName name) throws DurabilityException {
        return new FilterAppender(in.append(name)) {
          @Override
          public CompletableFuture<Long> sync() {
            return super.sync().exceptionally(thrown -> length());
          }
        };
      }
    };
  }

  /** Deletes one file more than it was told to, and before anything else of a publish. */
  private static Directory deletingEarly(Directory in) {
    return new FilterDirectory(in) {
      @Override
      public io.durability.storage.FileWriter create(FileName name) throws DurabilityException {
        in.delete(List.of(in.list("wal/").get(0).name()));
        return super.create(name);
      }
    };
  }

  /** Says nothing of a deletion that failed. */
  private static Directory hidingFailedDeletions(Directory in) {
    return new FilterDirectory(in) {
      @Override
      public void delete(Collection<FileName> names) {
        try {
          super.delete(names);
        } catch (DurabilityException e) {
          assertThat(e).hasMessageContaining("injected");
        }
      }
    };
  }

  private static void assertNoticed(ThrowingCallable test, String message) {
    assertThatThrownBy(test)
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("operation ")
        .rootCause()
        .hasMessageContaining(message);
  }

  @Test
  void failedSyncHidden_isNoticed() {
    LogFaultTest test = new Defective(LogFaultCanFailTest::forgettingFailedSyncs);
    assertNoticed(test::operationKFails_inALogsWholeLife_nothingAcknowledgedIsLost, "acknowledged");
  }

  @Test
  void failedDeletionHidden_isNoticed() {
    LogFaultTest test = new Defective(LogFaultCanFailTest::hidingFailedDeletions);
    assertNoticed(test::operationKFails_inAPublish_committedOrNothingDeleted, "told of");
  }

  @Test
  void deletionBeforeTheMarker_isNoticed() {
    LogFaultTest test = new Defective(LogFaultCanFailTest::deletingEarly);
    assertThatThrownBy(test::operationKFails_inAPublish_committedOrNothingDeleted)
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void anotherTryAfterAFailedSync_isSeen() throws Exception {
    FaultDirectory faults = new FaultDirectory(new MemoryDirectory());
    faults.failOnce(When.on(Operation.Verb.SYNC), Fault.Mode.BEFORE);
    RetryWatch watch = new RetryWatch(faults);
    try (Appender appender = watch.append(FileName.of("a"))) {
      assertThat(appender.sync()).isCompletedExceptionally();
      assertThat(watch.retries()).isEmpty();
      assertThat(appender.sync()).isCompletedExceptionally();
      assertThat(watch.retries()).containsExactly("sync of a after a failure");
    }
  }
}
