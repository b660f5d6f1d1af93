package io.durability.errors;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A failure told of another place is the same failure. */
final class WithLocationTest {

  private static final Location HERE = Location.of("memory:here", "a/b").at(5).entry(7);
  private static final Location THERE = Location.of("memory:there", "b");

  static Stream<DurabilityException> failures() {
    Throwable cause = new IllegalStateException("cause");
    return Stream.of(
        new ConditionNotMetException("what", HERE, "v1"),
        new ConditionNotMetException("what", HERE, null),
        CorruptException.mismatch("what", HERE, 1, 2),
        new CorruptException("what", HERE, cause),
        new NotFoundException("what", HERE, cause),
        new PoisonedException("what", HERE, cause),
        new SupersededException("what", HERE, cause),
        new TruncatedException("what", HERE, cause),
        new UnavailableException("what", HERE, cause),
        new UnsupportedException("what", HERE, cause));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void withLocation_changesThePlaceOnly(DurabilityException failure) {
    failure.addSuppressed(new IllegalArgumentException("suppressed"));
    DurabilityException told = failure.withLocation(THERE);
    assertThat(told).hasSameClassAs(failure).isNotSameAs(failure);
    assertThat(told.location()).isEqualTo(THERE);
    assertThat(told)
        .hasMessage(failure.getMessage().replace("[" + HERE + "]", "[" + THERE + "]"))
        .hasMessageEndingWith("[file=b, directory=memory:there]");
    assertThat(told.getCause()).isSameAs(failure.getCause());
    assertThat(told.getSuppressed()).containsExactly(failure.getSuppressed());
    assertThat(told.getStackTrace()).isEqualTo(failure.getStackTrace());
    if (failure instanceof ConditionNotMetException expected) {
      assertThat(((ConditionNotMetException) told).current()).isEqualTo(expected.current());
    }
  }
}
