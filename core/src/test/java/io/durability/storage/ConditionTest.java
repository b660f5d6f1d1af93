package io.durability.storage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Conditions and versions are values. */
final class ConditionTest {

  @Test
  void conditions_same_areEqual() {
    Version version = new Version("41");
    assertThat(Condition.none()).isEqualTo(new Condition.None());
    assertThat(Condition.absent()).isEqualTo(new Condition.Absent()).isNotEqualTo(Condition.none());
    assertThat(Condition.matches(version))
        .isEqualTo(new Condition.Matches(new Version("41")))
        .isNotEqualTo(Condition.matches(new Version("42")));
  }

  @Test
  void version_asText_isTheOpaqueText() {
    assertThat(new Version("\"etag\"")).hasToString("\"etag\"");
  }
}
