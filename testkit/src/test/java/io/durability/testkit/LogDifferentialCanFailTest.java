package io.durability.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.durability.errors.DurabilityException;
import io.durability.storage.Directory;
import io.durability.storage.FileName;
import io.durability.storage.FilterDirectory;
import io.durability.storage.MemoryDirectory;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A store that behaves otherwise is noticed, also where the model of a log finds nothing wrong. */
final class LogDifferentialCanFailTest {

  private static final int LIVES = 200;

  private record Memory(String place, UnaryOperator<Directory> seen)
      implements LogDifferential.Store {
    @Override
    public void prepare() {
      MemoryDirectory.drop(place);
    }

    @Override
    public Directory open() {
      return seen.apply(MemoryDirectory.named(place));
    }

    @Override
    public void dispose() {
      MemoryDirectory.drop(place);
    }
  }

  private static LogDifferential against(UnaryOperator<Directory> seen) {
    return LogDifferential.between(
        () -> new Memory("differential-reference", UnaryOperator.identity()),
        () -> new Memory("differential-other", seen));
  }

  /** Says that segments are gone, and leaves them. */
  private static Directory keepingSegments(Directory in) {
    return new FilterDirectory(in) {
      @Override
      public void delete(Collection<FileName> names) throws DurabilityException {
        List<FileName> gone =
            names.stream().filter(name -> !name.value().startsWith("wal/")).toList();
        super.delete(gone);
      }
    };
  }

  @Test
  void sameStoreTwice_hasNoDifference() throws Exception {
    LogDifferential same = against(UnaryOperator.identity());
    same.check(10, 1);
    assertThat(LogDifferential.CRASHES_MIN).isGreaterThanOrEqualTo(2);
    assertThat(LogDifferential.STEPS).isGreaterThanOrEqualTo(50);
  }

  @Test
  void segmentsThatStay_areADifference_andTheModelDoesNotMind() {
    ExecutionException failed =
        catchThrowableOfType(
            ExecutionException.class,
            () -> against(LogDifferentialCanFailTest::keepingSegments).check(LIVES, 1));
    assertThat(failed).hasCauseInstanceOf(SequenceFailure.class);
    SequenceFailure failure = (SequenceFailure) failed.getCause();
    assertThat(failure).isNotNull();
    assertThat(failure.getCause()).hasMessageContaining("the same on both stores");
    assertThat(failure.operations()).hasSizeLessThan(20);
  }
}
